"""`vocapp score` and `vocapp learn`: input lines, output lines, and errors of invalid lines."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vocapp.cli import vocapp


def run(*arguments: str, lines: list[object]) -> Result:
    given = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in lines)
    return CliRunner().invoke(vocapp, arguments, input=given)


def test_each_input_line_gives_one_output_line() -> None:
    done = run(
        "score",
        lines=[
            {"text": "Waiting times", "question": "What could we improve?"},
            {"text": "n/a"},
            {"text": "Mr Miller was lovely", "names": ["Miller"], "score": 2, "scale": [0, 10]},
        ],
    )
    assert done.exit_code == 0, done.output
    complaint, nothing, praise = map(json.loads, done.stdout.splitlines())
    assert set(complaint) == {
        "language", "sentiment", "label", "probability", "abstain", "conflict", "themes", "evidence", "redacted",
        "model",
    }  # fmt: skip
    assert (complaint["label"], nothing["sentiment"], praise["label"]) == ("negative", None, "positive")
    assert praise["conflict"] and "Miller" not in praise["redacted"]
    assert complaint["evidence"][0].keys() == {"span", "weight"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"text": 1}, "line 2: text: Expected `str`, got `int`"),
        ({"question": "?"}, "line 2: Object missing required field `text`"),
        (
            {"text": "a", "asks": "blame"},
            "line 2: asks: Invalid enum value 'blame'. Write praise, improvement or open.",
        ),
        ({"text": "a", "label": "bad"}, "line 2: label: Invalid enum value 'bad'. Write negative, neutral, positive."),
        ({"text": "a", "scale": [1]}, "Write two numbers, the worst and the best."),
        ({"text": "a", "score": 3}, "line 2: scale is missing beside score 3."),
        ({"text": "a", "score": 3, "scale": [1, 1]}, "line 2: scale [1.0, 1.0] has no length."),
        ("{bad\n", "line 2: not JSON"),
        ("\n", "line 2: not JSON"),
    ],
)
def test_an_invalid_line_is_reported_with_its_number(line: object, message: str) -> None:
    done = run("score", lines=[{"text": "Good"}, line])
    assert done.exit_code == 2
    assert message in done.stderr


def test_score_uses_a_trained_model(tmp_path: Path) -> None:
    lessons = [{"text": f"Depot {n}", "score": 1, "scale": [1, 5]} for n in range(10)]
    lessons += [{"text": f"Doorstep {n}", "label": "positive"} for n in range(10)]
    done = run("learn", "--out", str(tmp_path / "model"), lines=lessons)
    assert done.exit_code == 0, done.output
    assert "trained with 20 comments" in done.output
    assert json.loads((tmp_path / "model/model.json").read_text())["comments"] == 20
    depot = run("score", "--model", str(tmp_path / "model"), lines=[{"text": "At the depot", "language": "en"}])
    assert json.loads(depot.stdout)["sentiment"] < 0


def test_too_little_data_and_a_missing_model_are_errors(tmp_path: Path) -> None:
    few = run("learn", "--out", str(tmp_path / "m"), lines=[{"text": "Fine", "label": "positive"}])
    assert (few.exit_code, "nothing to learn" in few.stderr) == (2, True)
    none = run("score", "--model", str(tmp_path / "none"), lines=[])
    assert (none.exit_code, "vocapp learn --out" in none.stderr) == (2, True)
