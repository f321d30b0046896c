"""`python -m vocapp`: the same as the command `vocapp`."""

from vocapp.cli import main

main()
