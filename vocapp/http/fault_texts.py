"""The sentence of each fault, in English: what is wrong, and what to do. Other languages translate these.

A sentence names its values "%(name)s"; `place` is the fault's place. Tests hold the list to the code: every code is
raised somewhere with every value of its sentence, and every sentence has a German one (`vocapp/http/locale`).
"""

from collections.abc import Callable, Mapping
from typing import Final

from vocapp.faults import Fault, FaultError
from vocapp.http.problem_json import FieldError

_JSON: Final = {
    "field.required": "This field is required",
    "field.unknown": "There is no such field; there are %(known)s",
    "field.invalid": "%(why)s",
    "text.nul": "The text contains a NUL character: remove it",
}
_FILES: Final = {
    "upload.no_file": "No file was chosen, or it is empty: choose a file with contacts.",
    "upload.too_large": "The file is larger than 10 MB. Import it with vocapp contacts import, or in parts.",
    "file.unreadable": "%(file)s cannot be read: %(why)s.",
    "file.unknown_kind": "%(file)s: files ending in %(ending)s cannot be read. Use one of %(known)s.",
    "file.not_text": "%(file)s is not text (byte %(number)s). Save the file as CSV in UTF-8 and upload it again.",
    "file.encoding_guessed": (
        "%(file)s is not UTF-8 (byte %(number)s is wrong there): it was read as Windows-1252. "
        "Check its accented letters; where they are wrong, save the file as UTF-8 and upload it again."
    ),
    "file.xlsx_unreadable": "%(file)s is not an XLSX workbook that can be read: save it again as XLSX or CSV.",
    "file.not_xlsx": "%(file)s is not an XLSX workbook: save it again as XLSX or CSV.",
    "file.xlsx_too_large": "%(file)s unpacks to %(bytes)s bytes in %(parts)s parts: save it as CSV instead.",
    "file.xlsx_doctype": ("%(file)s contains a document type, which no workbook needs: save it again as XLSX or CSV."),
    "file.xlsx_damaged": "%(file)s is damaged after row %(number)s: save it again as XLSX or CSV.",
    "file.xlsx_empty": "%(file)s is empty: the first row of its first sheet must name the columns.",
    "file.empty": "%(file)s is empty: its first row must name the columns.",
    "file.header_unreadable": "%(file)s: the first row cannot be read (%(why)s). Check its quotes.",
    "file.column_unnamed": ("%(file)s: column %(number)s has no name in the first row. Name every column there."),
    "file.column_repeated": "%(file)s: the first row names %(name)s more than once. Rename all but one.",
}
_MAPPINGS: Final = {
    "mapping.no_way": "Choose one of the ways to say what the columns mean.",
    "mapping.not_toml": "%(file)s is not a mapping file: %(why)s",
    "mapping.columns": "The columns of %(file)s are %(columns)s. Correct the mapping.",
    "mapping.needed": "%(file)s is a table: say with --mapping what its columns mean.",
    "mapping.field_missing": "%(file)s: %(place)s is missing: every contact needs it",
    "mapping.column_and_template": "%(file)s: %(place)s has both a column and a template: remove one",
    "mapping.unknown_table": "%(file)s: %(place)s: there is no table '%(table)s' under [tables]",
    "mapping.unknown_field": "%(file)s: %(place)s: there is no such field; there are %(known)s",
    "mapping.unknown_column": "%(place)s takes column '%(column)s'",
}
_ROWS: Final = {
    "row.width": "the row has %(cells)s cells and the header %(columns)s: check its quotes",
    "row.unreadable": "it cannot be read from line %(number)s on (%(why)s): check its quotes",
    "row.too_long": "the line has more than %(bytes)s bytes: leave out what is not needed",
    "cell.unknown_word": "add the word to the values of its rule (%(known)s, …), or give the rule a default",
    "cell.date_form": "this is not a date in the form %(forms)s: add its form to `dates`",
    "cell.date_iso": "this is not a date in ISO 8601: name its form in `dates`",
    "cell.number": "write a number without units or grouping",
    "cell.yes_no": "write yes or no, or say in `values` which words mean it",
}
_CONTACTS: Final = {
    "event.too_long": "one event may have %(bytes)s bytes: leave out what is not needed",
    "event.not_json": "write one JSON object in UTF-8: %(why)s",
    "contact.conflict": ("another contact is recorded under this id, and nothing was changed: use a new external_id"),
    "time.unknown_zone": "name an IANA time zone, like %(near)s",
    "time.no_company_zone": "no company.toml is published yet: name the zone, or publish it",
    "time.before_1970": "check the year: nothing before 1970 can be recorded",
    "time.in_future": "this time lies in the future: it is %(now)s now. Check the clock or the offset",
    "time.before_start": "it ended before it started (%(start)s): check both",
    "time.no_zone": "add the offset (+01:00 or Z), or name the `timezone` it is local to",
    "time.year": "check the year",
    "time.skipped": "this local time does not exist in %(zone)s (clock change): add the offset",
    "chain.several_surveyed": "mark one handler as surveyed, not several",
    "chain.other_unit": ("the handler surveyed is in %(unit)s: leave `unit` out, or mark another handler as surveyed"),
    "permission.no_identity": "name one of the customer's identities of kind %(kind)s",
    "unit.unknown": "there is no such unit: add the unit first, or use one of %(known)s",
    "unit.none_yet": "there is no such unit, and no other yet: add the unit first",
    "line.unknown": ("there is no such line of business: add the line of business first, or use one of %(known)s"),
    "line.none_yet": "there is no such line of business, and no other yet: add the line of business first",
    "brand.unknown": "there is no such brand: publish the brand first, or use one of %(known)s",
    "brand.none_yet": "there is no such brand, and no other yet: publish the brand first",
}
_CUSTOMERS: Final = {
    "identity.empty": "give the %(kind)s identity or leave it out",
    "identity.too_long": "give at most %(number)s characters",
    "identity.unreachable": "an identity of kind %(kind)s can be written to by %(known)s, not by %(channel)s",
    "identity.reached_by_nothing": "an identity of kind %(kind)s cannot be written to on any channel",
    "identity.email": "give an e-mail address like ada@example.com",
    "identity.email_letters": (
        "give an address with plain letters (a-z) before the @: mail servers do not deliver to others"
    ),
    "identity.email_domain": "check what stands after the @: mail cannot be sent to that domain",
    "identity.phone": "give the number as +country code and number, like +4930123456",
    "identity.phone_country": (
        "give the number as +country code and number, like +4930123456, or name the customer's country"
    ),
    "identity.phone_words": "give the number alone, without words: letters are not read as digits",
    "identity.phone_digits": "check the digits: numbers of that country have another length",
    "identity.handle": "give the handle as network:name, like mastodon:ada@example.social",
    "customer.unknown": "There is no such customer",
    "customer.unknown_identity": "The customer has no such identity: GET the customer to see them",
    "outcome.conflict": "this source and external_id stand for another outcome: use a new external_id",
    "outcome.no_customer": "name the customer by either customer_id or identity",
    "outcome.unknown_customer": "there is no such customer: record a contact first, or check the identity",
    "merge.ring": ("the first customer is the second, or stands for the second: that would close a ring"),
    "merge.changed": "one of the two was merged just now: look again, then repeat",
    "merge.test_and_live": "one is a test customer and the other is not: merge two of the same kind",
    "merge.unknown_customer": "there is no customer %(customer)s: check the id",
}
_DEFINITIONS: Final = {
    "definition.unreadable": "cannot be read: %(why)s",
    "definition.not_toml": "is not TOML: %(why)s",
    "definition.unknown_field": "%(why)s: correct its name or remove it; %(kind)s has %(known)s",
    "definition.missing_field": "%(why)s: add it",
    "definition.invalid": "%(why)s: correct the value",
    "definition.not_published": "'%(name)s' is not published: add it",
    "definition.unknown_zone": "'%(zone)s' is not a time zone: write one like Europe/Berlin",
    "definition.no_such_day": "'%(day)s' is not in the calendar",
    "programme.channel": "surveys cannot be sent on '%(channel)s'; choose from %(known)s",
    "programme.unknown_fact": ("'%(name)s' is not known when it is decided; begin with contact. or customer."),
    "programme.late_reminder": "%(days)s is not before the invitation expires (%(expiry)s days)",
    "programme.no_reminder_left": "1 leaves none for the reminder: raise it, or remove reminder_after_days",
    "brand.no_footer": ("is empty: write who sends the mail and where to find them, in one language at least"),
    "case_rule.unknown_fact": "'%(name)s' is not known of a response; begin with %(known)s",
    "case_rule.no_target": "leave a case without an end: state resolve_hours or customer_hours",
    "company.hours": "open after they close: opens must be the smaller",
    "company.all_days_blocked": "block every day: leave one free",
    "company.reserved_asks": "leaves no invitation for ordinary programmes: keep it under %(most)s",
    "service_hours.order": "opens at %(opens)s after it closes at %(closes)s: opens must be the earlier",
}
_SURVEYS: Final = {
    "survey.question_count": "must be 1 to %(most)s questions",
    "survey.no_certain_question": ("all have a condition, so nothing may be left to ask: give one of them no `when`"),
    "survey.seconds": "must be at least 1: say how long answering takes",
    "survey.idle_minutes": "must be at least 1",
    "survey.repeated_id": "have the id '%(name)s' %(count)s times: give every question its own id",
    "survey.no_language": "is empty: name the default language first",
    "survey.unknown_language": "'%(language)s' is not spoken by the engine; choose from %(known)s",
    "survey.repeated_language": "'%(language)s' is there twice: remove one",
    "survey.id": (
        "'%(name)s' is not allowed: use up to 40 lower-case letters, digits and _, "
        "beginning with a letter, and not 'all'"
    ),
    "question.essential": "must be 1 (the most essential) or more",
    "question.max_length": "must be 1 to %(most)s characters",
    "question.asks": "belongs to questions of kind text, this one is %(kind)s: remove it",
    "question.scale_label": "belongs to a scale, this question is %(kind)s: remove it",
    "question.no_scale": "does not fit the kind %(kind)s: remove it",
    "question.usual_scale": "of the kind %(kind)s must be %(usual)s; for another scale use the kind rating",
    "question.falling_scale": "[%(lo)s, %(hi)s] must rise from low to high",
    "question.long_scale": ("must have whole ends and at most %(most)s points; for more use the kind number"),
    "question.no_metric": "belongs to a metric: state the `metric` or remove it",
    "question.metric": "'%(metric)s' does not fit the kind %(kind)s: choose from %(known)s",
    "question.metric_unfit": "'%(metric)s' does not fit the kind %(kind)s: remove it",
    "question.no_object": "is missing: say what is judged, one of contact, agent, product, company",
    "question.no_occasion": "is missing: say when it is judged, post_contact or relationship",
    "question.direction": "of the metric %(metric)s is always higher_is_better: remove it",
    "question.no_options": "belong to choice and choices, this question is %(kind)s: remove them",
    "question.option_count": "must be 2 to %(most)s",
    "option.repeated_id": "'%(name)s' is there twice: give every option its own id",
    "option.repeated_label": "'%(label)s' reads like an earlier option: word them differently",
    "option.semicolon": "has a semicolon, which separates the answers of a list: use a comma",
    "option.number": "'%(label)s' looks like a number in the list: use words",
    "text.missing": "is missing: add the %(language)s wording",
    "text.unknown_language": "is not a language of this survey: remove it or add '%(language)s' to them",
    "text.too_long": "has %(length)s characters: shorten it to %(most)s",
    "text.unstorable": "has a character that cannot be stored: remove it",
    "text.unknown_pipe": "takes in '%(name)s', which is not known: choose from %(known)s",
    "text.no_fallback": "has an empty fallback for '%(name)s': write {%(name)s|words to use without it}",
    "text.brace": "has a brace that is no pipe: write {name|fallback}, the fallback is needed",
    "thanks.no_default": "must end with one that has no `when`, for all other answers",
    "thanks.hidden": "has no `when`, so the later ones are never shown: put it last",
    "condition.empty": "is empty: name at least one condition",
    "condition.misspelt_fact": "'%(name)s' looks misspelt: write contact.%(meant)s",
    "condition.unknown_fact": "'%(name)s' is not a fact: begin with one of %(known)s",
    "condition.unknown_question": "'%(name)s' is no question of this survey: use the id of an earlier one",
    "condition.later_question": "'%(name)s' is asked later, or is this very question: use an earlier one",
    "condition.not_a_number": "needs a number, '%(name)s' is %(kind)s: use one_of",
    "condition.off_scale": "%(value)s is off the scale of '%(name)s': choose from %(lo)s to %(hi)s",
    "condition.never_answered": "%(value)s is never answered: choose from %(known)s",
    "condition.no_values": "is empty: name at least one value",
}
_TAXONOMIES: Final = {
    "taxonomy.too_large": "The file is larger than 1 MB: leave phrases out.",
    "taxonomy.not_utf8": "Not UTF-8. Save the file as UTF-8 and upload it again.",
    "taxonomy.unreadable": "The taxonomy cannot be read: %(why)s",
    "taxonomy.repeated_theme": "The themes %(names)s are there twice: give each its own id.",
    "taxonomy.theme_id": "Theme '%(theme)s': an id has up to 60 letters, digits, _ and -. Give it another.",
    "taxonomy.unknown_parent": (
        "Theme '%(theme)s': its parent '%(parent)s' does not exist. Name a theme of this file."
    ),
    "taxonomy.own_parent": "Theme '%(theme)s' is its own parent theme: give it another parent, or none.",
    "taxonomy.unknown_urgent": "urgent.%(theme)s: there is no such urgent theme. There are %(known)s.",
    "taxonomy.phrase_empty_side": (
        "Theme '%(theme)s', %(language)s, line %(line)s: '%(phrase)s': "
        "a side of + or - has no word: write one, or leave the sign out."
    ),
    "taxonomy.phrase_nothing_after_dots": (
        "Theme '%(theme)s', %(language)s, line %(line)s: '%(phrase)s': "
        "nothing follows the two dots: write the word that does, or leave them out."
    ),
    "taxonomy.phrase_not_a_word": (
        "Theme '%(theme)s', %(language)s, line %(line)s: '%(phrase)s': "
        "'%(piece)s' is not a word: use letters or digits, with * at one end at most."
    ),
    "taxonomy.phrase_too_short": (
        "Theme '%(theme)s', %(language)s, line %(line)s: '%(phrase)s': "
        "'%(piece)s' would find nearly every word: write more of it."
    ),
    "phrase.empty_side": "A side of + or - has no word: write one, or leave the sign out.",
    "phrase.nothing_after_dots": "Nothing follows the two dots: write the word that does, or leave them out.",
    "phrase.not_a_word": "%(piece)s is not a word: use letters or digits, with * at one end at most.",
    "phrase.too_short": "%(piece)s would find nearly every word: write more of it.",
    "theme.no_title": "Write a title in one language at least.",
    "theme.too_long": "This is too long: make it shorter.",
    "theme.unknown_parent": "This theme cannot be the parent theme: choose another, or none.",
    "theme.unknown_line": "This line of business no longer exists: choose others.",
}
SENTENCES: Final[Mapping[str, str]] = (
    _JSON | _FILES | _MAPPINGS | _ROWS | _CONTACTS | _CUSTOMERS | _DEFINITIONS | _SURVEYS | _TAXONOMIES
)


def format_fault(fault: Fault, translate: Callable[[str], str] = str) -> str:
    """The sentence of a fault: in English, or in the language of `translate`."""
    return translate(SENTENCES[fault.code]) % {"place": fault.place, **fault.params}


def format_faults(error: FaultError, translate: Callable[[str], str] = str) -> str:
    """The sentences of an error, one a line."""
    return "\n".join(format_fault(fault, translate) for fault in error.faults)


def field_error(fault: Fault, parameter: str = "") -> FieldError:
    """The fault as problem+json shows it. Its place is a JSON pointer, unless a `parameter` is meant."""
    detail = format_fault(fault).removesuffix(".") + "."
    return FieldError(detail, "" if parameter else fault.place, parameter, fault.code)


def field_errors(error: FaultError, pointer: str = "", parameter: str = "") -> list[FieldError]:
    """The faults of an error, all of them about one place of the body, or about one parameter."""
    return [field_error(fault.at(pointer), parameter) for fault in error.faults]
