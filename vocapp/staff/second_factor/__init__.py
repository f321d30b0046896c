"""Second factor of staff: authenticator apps, recovery codes, and who must have one."""
