"""The audit log: what happened and who did it, written in the transaction of the change."""
