"""The analysis pipeline of a comment. Pure.

language → redaction → empty answer → sentiment → themes → urgency → contradiction with the score. The name `model`
stands for rules and weights: the same comment and model give the same analysis.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from vocapp.nlp.language.detect_language import detect_language, narrow_languages
from vocapp.nlp.redaction.redact import redact
from vocapp.nlp.sentiment.company_model import CompanyModel, load_company_model
from vocapp.nlp.sentiment.embeddings import WORDS_ONLY_SUFFIX, Embedder, EmbeddingUse
from vocapp.nlp.sentiment.empty_comment import is_empty_answer
from vocapp.nlp.sentiment.model_file import content_digest
from vocapp.nlp.sentiment.question_context import contradicts_score, normalized_score, question_intent
from vocapp.nlp.sentiment.sentiment_model import (
    SENTIMENT_LANGUAGES,
    Sentiment,
    sentiment_version,
    shipped_sentiment_model,
)
from vocapp.nlp.themes.detect_themes import SpanSentiment, detect_themes, span_sentiment
from vocapp.nlp.themes.phrase_finder import ThemeFinder, shipped_finder
from vocapp.nlp.themes.taxonomy import Taxonomy, model_name, parse_taxonomy, taxonomy_name
from vocapp.nlp.training.calibration_result import CalibrationResult
from vocapp.nlp.types import Analysis, AnalysisState, CommentInput, DetectedTheme
from vocapp.nlp.urgency.detect_urgency import detect_urgency
from vocapp.nlp.urgency.urgency_model import urgency_version as urgent_version

Vector = NDArray[np.float32]
RULES_VERSION: Final = 4
"""Raised when a rule of the pipeline changes, so that a stored analysis says by which rules it was made."""


class Pipeline:
    """Analyses comments with the shipped model, or with a company's own model and taxonomy."""

    def __init__(
        self,
        company: bytes | None = None,
        languages: Sequence[str] = SENTIMENT_LANGUAGES,
        taxonomy: bytes | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """`company`: the content of a learned model; `taxonomy`: of a TOML file. ModelError, TaxonomyError.

        A model that was learned with another `embedder` uses the words alone; the name of the model then says so.
        """
        self._company: CompanyModel | None = None if company is None else load_company_model(company)
        self._languages = tuple(languages)
        themes = None if taxonomy is None else parse_taxonomy(taxonomy)
        self._finder = shipped_finder() if themes is None else self._finder_of(themes)
        beyond = self.embedding_use
        self._embedder = None if embedder is None or beyond is None or beyond.embedder != embedder.name else embedder
        learned = (
            "" if company is None else f"-{content_digest(company)}{WORDS_ONLY_SUFFIX if self.missing_embedder else ''}"
        )
        name = None if themes is None or taxonomy is None else taxonomy_name(themes, taxonomy)
        self.model = model_name(f"vocapp-{RULES_VERSION}-{shipped_weights_digest()}{learned}", name)

    @property
    def embedding_use(self) -> EmbeddingUse | None:
        """The embedder that the model uses beside the words; None: words only."""
        meaning = None if self._company is None else self._company.meaning
        return None if meaning is None else meaning.embedding_use

    @property
    def calibrations(self) -> tuple[CalibrationResult, ...]:
        """Results of calibrating a learned model."""
        return () if self._company is None else self._company.calibrations

    @property
    def missing_embedder(self) -> str | None:
        """Name of the embedder that the model needs and that is not available here."""
        return self.embedding_use.embedder if self.embedding_use is not None and self._embedder is None else None

    def _finder_of(self, taxonomy: Taxonomy) -> ThemeFinder:
        """Learned themes replace those of the taxonomy; its additions to urgent phrases stay."""
        if self._company is None or self._company.themes is None:
            return ThemeFinder(taxonomy)
        return ThemeFinder(replace(taxonomy, theme=())) if taxonomy.urgent else shipped_finder()

    def analyse(self, comments: Sequence[CommentInput]) -> list[Analysis]:
        """Returns one analysis per comment, in order."""
        # Step by step for all comments: the data of a step stays in the processor's cache.
        languages = [
            detect_language(one.text, narrow_languages(self._languages, one.languages), one.language)
            for one in comments
        ]
        redacted = [redact(one.text, one.names, spoken) for one, spoken in zip(comments, languages, strict=True)]
        states = [_analysis_state(one, spoken) for one, spoken in zip(comments, languages, strict=True)]
        read = self._sentiments(comments, languages, states)
        return [self._analysis(*known) for known in zip(comments, languages, redacted, states, read, strict=True)]

    def _sentiments(
        self, comments: Sequence[CommentInput], languages: Sequence[str | None], states: Sequence[AnalysisState]
    ) -> list[Sentiment | None]:
        """Sentiment of the comments that say something, language by language."""
        found = list[Sentiment | None]([None]) * len(comments)
        places = defaultdict[str, list[int]](list)
        for at, (language, state) in enumerate(zip(languages, states, strict=True)):
            if language is not None and state == "scored":
                places[language].append(at)
        vectors = self._vectors(comments, [at for of_language in places.values() for at in of_language])
        for language, of_language in places.items():
            model = shipped_sentiment_model(language)
            given = [
                (comments[at].text, question_intent(comments[at]), normalized_score(comments[at])) for at in of_language
            ]
            whole = None if vectors is None else [vectors[at] for at in of_language]
            read = model.analyse(given) if self._company is None else self._company.analyse(model, given, whole)
            for at, sentiment in zip(of_language, read, strict=True):
                found[at] = sentiment
        return found

    def _vectors(self, comments: Sequence[CommentInput], places: Sequence[int]) -> dict[int, Vector] | None:
        """Embeddings of the comments at `places`, in one batch; None where no embedder is used."""
        if self._embedder is None or not places:
            return None
        return dict(zip(places, self._embedder.vectors([comments[at].text for at in places]), strict=True))

    def _analysis(
        self, comment: CommentInput, language: str | None, redacted: str, state: AnalysisState, found: Sentiment | None
    ) -> Analysis:
        if language is None or found is None:
            return self._not_scored(state, language, redacted)
        return Analysis(
            language=language,
            sentiment=round(found.verdict.sentiment, 4),
            label=found.verdict.label,
            probability=round(found.verdict.probability, 4),
            abstain=found.verdict.abstain,
            conflict=contradicts_score(found.words_alone, normalized_score(comment)),
            themes=self._themes(comment, language, span_sentiment(comment.text, found.evidence)),
            evidence=found.evidence,
            redacted=redacted,
            model=self.model,
            urgent=detect_urgency(comment.text, language, self._finder, comment.line),
        )

    def _themes(self, comment: CommentInput, language: str, feel: SpanSentiment) -> tuple[DetectedTheme, ...]:
        """The company's learned themes, a closed set, where there are any; else those of the taxonomy."""
        own = None if self._company is None else self._company.themes
        if own is not None:
            return own.detect(comment.text, language, feel)
        return detect_themes(comment.text, language, feel, self._finder, comment.line)

    def _not_scored(self, state: AnalysisState, language: str | None, redacted: str) -> Analysis:
        return Analysis(
            language=language, sentiment=None, label=None, probability=None, abstain=True, conflict=False, themes=(),
            evidence=(), redacted=redacted, model=self.model, state=state,
        )  # fmt: skip


@cache
def shipped_weights_digest() -> str:
    """Digest of all weights that come with the product."""
    return content_digest(f"{sentiment_version()} {urgent_version()}".encode())


def _analysis_state(comment: CommentInput, language: str | None) -> AnalysisState:
    if is_empty_answer(comment.text, question_intent(comment)):
        return "nothing"
    return "refused" if language is None else "scored"


def load_engine(content: bytes | None, taxonomy: bytes | None = None, embedder: Embedder | None = None) -> Pipeline:
    """Loads the engine of a model's content and of a taxonomy; None: the shipped ones. ModelError, TaxonomyError."""
    return Pipeline(content, taxonomy=taxonomy, embedder=embedder)
