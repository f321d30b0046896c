"""Charts for the tests: satisfaction at Alderway, week by week and channel by channel."""

from vocapp.charts.types import (
    AnswerBar,
    AnswersChart,
    Chart,
    ComparisonChart,
    ComparisonRow,
    Estimate,
    FunnelChart,
    FunnelStep,
    TrendChart,
    TrendPoint,
    axis_steps,
)


def estimate(value: float, width: float) -> Estimate:
    return Estimate(value, value - width, value + width, f"{value:.0f}%")


TICKS = tuple((place, f"{place:.0f}%") for place in axis_steps(40, 100))
TREND = TrendChart(
    title="Satisfaction has not changed detectably",
    alt="Satisfaction by week, 70% to 74%.",
    points=tuple(
        TrendPoint(f"{day} May", f"n {n}", None if n < 3 else estimate(70 + day % 5, 80 / n**0.5), is_open=day == 12)
        for day, n in enumerate((120, 140, 2, 90, 1, 130, 122, 118, 1204, 99, 140, 133, 41))
    ),
    ticks=TICKS,
)
CHANNELS = ("Phone, in house", "Phone, outsourced", "E-mail", '<script>alert(1)</script> & "Fax"', "خدمة العملاء")
COMPARISON = ComparisonChart(
    title="Phone, in house is best",
    alt="Satisfaction by channel.",
    rows=(
        *(
            ComparisonRow(name, f"n {900 - 100 * place}", estimate(85 - 4 * place, 3))
            for place, name in enumerate(CHANNELS)
        ),
        ComparisonRow("Letter", "too few to say (n 3)"),
    ),
    ticks=TICKS,
    whole=estimate(76, 1),
    whole_label="all 76%",
)
ANSWERS = AnswersChart(
    title="Half would recommend us",
    alt="Answers from 0 to 10.",
    bars=tuple(
        AnswerBar(str(step), share / 100, f"{share}%", "bad" if step < 7 else "middle" if step < 9 else "good")
        for step, share in enumerate((3, 1, 1, 2, 2, 5, 4, 12, 20, 24, 26))
    ),
    low="not at all likely",
    high="extremely likely",
)
FUNNEL = FunnelChart(
    title="Every second contact is asked",
    alt="From contacts to answers.",
    steps=(
        FunnelStep("Contacts", 1, "10,204"),
        FunnelStep("Asked", 0.5, "5,102"),
        FunnelStep("Answered", 0.2, "2,040"),
    ),
)
CHARTS: dict[str, Chart] = {"trend": TREND, "comparison": COMPARISON, "answers": ANSWERS, "funnel": FUNNEL}
