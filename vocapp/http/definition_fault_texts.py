"""The sentences of faults in definitions: surveys, programmes, brands, case rules, the company, and taxonomies."""

from collections.abc import Mapping
from typing import Final

_DEFINITIONS: Final = {
    "definition.unreadable": (
        "The file cannot be read. Check that it exists, that you may read it, and that it is UTF-8."
    ),
    "definition.not_toml": (
        "The file is not valid TOML at line %(line)s, column %(column)s: %(text)s. Correct that line."
    ),
    "definition.not_published": (
        "The definition names '%(name)s', which is not published. Publish it too, or name another."
    ),
    "definition.unknown_zone": "The time zone '%(zone)s' is not known. Write one such as Europe/Berlin.",
    "definition.no_such_day": "The day '%(day)s' is not in the calendar. Correct it.",
    "programme.channel": "Surveys cannot be sent on the channel '%(channel)s'. Choose from %(known)s.",
    "programme.unknown_fact": (
        "The condition tests '%(name)s', which is not known at the time of the decision. Begin the name with "
        "contact. or customer."
    ),
    "programme.late_reminder": (
        "The reminder would be sent after %(days)s days, but the invitation expires after %(expiry)s. Send the "
        "reminder earlier."
    ),
    "programme.no_reminder_left": (
        "With a budget of one message, none is left for the reminder. Raise message_budget, or remove "
        "reminder_after_days."
    ),
    "brand.no_footer": (
        "The footer is empty. Write who sends the mail and where to find them, in at least one language."
    ),
    "case_rule.unknown_fact": (
        "The condition tests '%(name)s', which is not known of a response. Begin the name with one of %(known)s."
    ),
    "case_rule.no_target": (
        "The rule does not say by when a case must be resolved. State resolve_hours or customer_hours."
    ),
    "company.hours": "The hours begin after they end. Set opens to a smaller hour than closes.",
    "company.all_days_blocked": "Every day of the week is blocked. Leave at least one free.",
    "company.reserved_asks": (
        "The reserve leaves no invitation for ordinary programmes. Set reserved_asks to less than %(most)s."
    ),
    "service_hours.order": (
        "The service opens and closes at %(opens)s. Set two times, or 00:00 and 24:00 for the whole day."
    ),
    "service_hours.never": "The service has no hours on any day. Write spans for at least one day.",
    "service_hours.overlap": (
        "On %(day)s a span begins before the one before it has ended. Write spans that do not overlap."
    ),
}
_SURVEYS: Final = {
    "survey.question_count": "The survey has %(count)s questions. Write 1 to %(most)s.",
    "survey.no_certain_question": (
        "Every question has a condition, so there may be nothing to ask. Remove `when` from one of them."
    ),
    "survey.seconds": "The time that answering takes is %(value)s seconds. Write 1 or more.",
    "survey.idle_minutes": "The idle time %(field)s is %(value)s minutes. Write 1 or more.",
    "survey.repeated_id": "The id '%(name)s' is used by %(count)s questions. Give every question its own id.",
    "survey.no_language": "The survey has no language. Name the default language first.",
    "survey.unknown_language": "The language '%(language)s' is not supported. Choose from %(known)s.",
    "survey.repeated_language": "The language '%(language)s' is listed twice. Remove one.",
    "survey.id": (
        "The id '%(name)s' is not allowed. Use up to 40 lower-case letters, digits and _, begin with a letter, and "
        "do not use 'all'."
    ),
    "question.essential": "The value %(value)s of `essential` is too small. Write 1 (the most essential) or more.",
    "question.max_length": "The length %(value)s of the answer is not allowed. Write 1 to %(most)s characters.",
    "question.asks": "The field `asks` belongs to questions of kind text, but this one is of kind %(kind)s. Remove it.",
    "question.scale_label": (
        "The label %(name)s belongs to a scale, but a question of kind %(kind)s has none. Remove it."
    ),
    "question.no_scale": "A question of kind %(kind)s has no scale. Remove `scale`.",
    "question.usual_scale": (
        "The scale of a question of kind %(kind)s must be %(usual)s. For another scale, use the kind rating."
    ),
    "question.falling_scale": "The scale [%(lo)s, %(hi)s] does not rise. Write the low end first.",
    "question.long_scale": (
        "The scale does not have whole ends, or has more than %(most)s points. Shorten it, or use the kind number."
    ),
    "question.no_metric": (
        "The field %(name)s belongs to a metric, but the question measures none. State its `metric`, or remove the "
        "field."
    ),
    "question.metric": "The metric '%(metric)s' does not fit a question of kind %(kind)s. Choose from %(known)s.",
    "question.metric_unfit": "The metric '%(metric)s' does not fit a question of kind %(kind)s. Remove it.",
    "question.no_object": "The field `object` is missing. State what is judged: contact, agent, product or company.",
    "question.no_occasion": "The field `occasion` is missing. State when it is judged: post_contact or relationship.",
    "question.direction": "The direction of the metric %(metric)s is always higher_is_better. Remove `direction`.",
    "question.no_options": (
        "Options belong to questions of kind choice and choices, but this one is of kind %(kind)s. Remove them."
    ),
    "question.option_count": "The question has %(count)s options. Write 2 to %(most)s.",
    "option.repeated_id": "The id '%(name)s' is used by two options. Give every option its own id.",
    "option.repeated_label": "The label '%(label)s' reads like that of an earlier option. Word them differently.",
    "option.semicolon": "The label '%(label)s' has a semicolon, which separates the answers of a list. Use a comma.",
    "option.number": "The label '%(label)s' looks like a number in the list. Use words.",
    "text.missing": "The %(language)s text is missing. Add it.",
    "text.unknown_language": (
        "The language '%(language)s' is not a language of this survey. Remove the text, or add the language to "
        "`languages`."
    ),
    "text.too_long": "The text has %(length)s characters. Shorten it to %(most)s.",
    "text.unstorable": "The text has a character that cannot be stored. Remove it.",
    "text.unknown_pipe": "The text takes in '%(name)s', which is not known. Choose from %(known)s.",
    "text.no_fallback": "The text has no fallback for '%(name)s'. Write {%(name)s|words to use without it}.",
    "text.brace": "The text has a brace that takes nothing in. Write {name|fallback}, with a fallback.",
    "thanks.no_default": "Some answers get no thanks. End the list with a text that has no `when`.",
    "thanks.hidden": "This text has no `when`, so the later ones are never shown. Put it last.",
    "condition.empty": "The list of conditions is empty. Name at least one condition.",
    "condition.misspelt_fact": "The fact '%(name)s' looks misspelt. Write contact.%(meant)s.",
    "condition.unknown_fact": "'%(name)s' is not a fact. Begin with one of %(known)s.",
    "condition.unknown_question": "There is no question '%(name)s' in this survey. Use the id of an earlier question.",
    "condition.later_question": "The question '%(name)s' is asked later, or is this very question. Use an earlier one.",
    "condition.not_a_number": (
        "The condition needs a number, but the question '%(name)s' is of kind %(kind)s. Use one_of."
    ),
    "condition.off_scale": "The value %(value)s is not on the scale of '%(name)s'. Choose from %(lo)s to %(hi)s.",
    "condition.never_answered": "The value %(value)s can never be the answer. Choose from %(known)s.",
    "condition.no_values": "The list of values is empty. Name at least one value.",
}
_TAXONOMIES: Final = {
    "taxonomy.too_large": "The file is larger than 1 MB. Leave phrases out.",
    "taxonomy.not_utf8": "The file is not UTF-8. Save it as UTF-8, and upload it again.",
    "taxonomy.unreadable": (
        "The taxonomy is not valid TOML at line %(line)s, column %(column)s: %(text)s. Correct that line."
    ),
    "taxonomy.repeated_theme": "The themes %(names)s are there twice. Give each its own id.",
    "taxonomy.theme_id": "The id '%(theme)s' is not allowed. Use up to 60 letters, digits, _ and -.",
    "taxonomy.unknown_parent": (
        "Theme '%(theme)s' names the parent theme '%(parent)s', which does not exist. Name a theme of this file."
    ),
    "taxonomy.own_parent": "Theme '%(theme)s' is its own parent theme. Give it another parent theme, or none.",
    "taxonomy.unknown_urgent": "There is no urgent theme '%(theme)s'. Use one of %(known)s.",
    "taxonomy.phrase_empty_side": (
        "Theme '%(theme)s', %(language)s, line %(line)s, phrase '%(phrase)s': A side of + or - has no word. Write "
        "one, or leave the sign out."
    ),
    "taxonomy.phrase_nothing_after_dots": (
        "Theme '%(theme)s', %(language)s, line %(line)s, phrase '%(phrase)s': Nothing follows the two dots. Write "
        "the word that does, or leave the dots out."
    ),
    "taxonomy.phrase_not_a_word": (
        "Theme '%(theme)s', %(language)s, line %(line)s, phrase '%(phrase)s': '%(piece)s' is not a word. Use "
        "letters or digits, with * at one end at most."
    ),
    "taxonomy.phrase_too_short": (
        "Theme '%(theme)s', %(language)s, line %(line)s, phrase '%(phrase)s': '%(piece)s' would find nearly every "
        "word. Write more of it."
    ),
    "phrase.empty_side": "A side of + or - has no word. Write one, or leave the sign out.",
    "phrase.nothing_after_dots": "Nothing follows the two dots. Write the word that does, or leave the dots out.",
    "phrase.not_a_word": "'%(piece)s' is not a word. Use letters or digits, with * at one end at most.",
    "phrase.too_short": "'%(piece)s' would find nearly every word. Write more of it.",
    "theme.no_title": "The theme has no title. Write one in at least one language.",
    "theme.too_long": "This text is too long. Shorten it to %(most)s characters.",
    "theme.unknown_parent": "This theme cannot be the parent theme. Choose another, or none.",
    "theme.unknown_line": "This line of business no longer exists. Choose others.",
}
DEFINITION_SENTENCES: Final[Mapping[str, str]] = {**_DEFINITIONS, **_SURVEYS, **_TAXONOMIES}
