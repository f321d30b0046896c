"""Invitations: the policy that decides whom to invite, when, with which survey and on which channel; and decisions."""
