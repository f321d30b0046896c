"""A terminal at one installation: `vocapp` commands as an operator types them, in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from vocapp.cli import vocapp


class Terminal:
    """Runs commands on a database; the output of a command that succeeds, or that refuses with exit code 2."""

    def __init__(self, dsn: str, home: Path) -> None:
        secret = home / "secret.key"
        secret.write_text(f"k1:{'ab' * 32}\n", encoding="ascii")
        self.env = {
            "VOCAPP_DATABASE_URL": dsn,
            "VOCAPP_SECRET_FILE": str(secret),
            "VOCAPP_PUBLIC_URL": "https://feedback.example",
        }

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(vocapp, words, env=self.env)

    def says(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.output

    def refuses(self, *words: str) -> str:
        result = self.run(*words)
        assert result.exit_code == 2, result.output
        return result.output
