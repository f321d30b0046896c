"""What may be wrong with a file of contacts, its mapping and its rows: the sentences of `files` and `contacts`.

A test holds this list to what those rooms say.
"""

from typing import Final

from vocapp.ui.error_translation import Retold
from vocapp.ui.reader import mark

OF_FILES: Final = (
    mark("No file was chosen, or it is empty: choose a file with contacts."),
    mark("The file is larger than 10 MB: bring it in with vocapp contacts import, or in parts."),
    mark("%(file)s: files ending in %(ending)s are not read. Known are %(known)s."),
    mark("%(file)s is no readable text (byte %(number)s): save it as CSV in UTF-8."),
    mark("%(file)s is no XLSX workbook that can be read: save it again as XLSX or CSV."),
    mark("%(file)s is no XLSX workbook: save it again as XLSX or CSV."),
    mark("%(file)s unpacks to %(bytes)s bytes in %(parts)s parts: save it as CSV instead."),
    mark("%(file)s holds a document type, which no workbook needs: save it again as XLSX or CSV."),
    mark("%(file)s is damaged after row %(number)s: save it again as XLSX or CSV."),
    mark("%(file)s is empty: the first row of its first sheet must name the columns."),
    mark("%(file)s is empty: its first row must name the columns."),
    mark("%(file)s: the first row cannot be read (%(why)s). Check its quotes."),
    mark("%(file)s: column %(number)s has no name in the first row. Name every column there."),
    mark("%(file)s: the first row names %(name)s more than once. Rename all but one."),
)
OF_MAPPINGS: Final = (
    mark("Choose one of the ways to say what the columns mean."),
    mark("The columns of %(file)s are %(columns)s."),
    mark("The columns of %(file)s are %(columns)s. Correct the mapping."),
    mark("%(file)s is a table: say with --mapping what its columns mean."),
    mark("%(file)s cannot be read: %(why)s."),
    mark("%(place)s is missing: every contact needs it"),
    mark("%(place)s: say either column or template"),
    mark("%(place)s: there is no table %(table)s under [tables]"),
    mark("%(place)s: there is no such field; there are %(known)s"),
    mark("%(place)s takes column %(column)s"),
)
OF_ROWS: Final = (
    mark("the row has %(cells)s cells and the header %(columns)s: check its quotes"),
    mark("it cannot be read from line %(number)s on (%(why)s): check its quotes"),
    mark("the line has more than %(bytes)s bytes: leave out what is not needed"),
    mark("write one JSON object in UTF-8: %(why)s"),
    mark("add the word to the values of its rule (%(known)s, …), or give the rule a default"),
    mark("no date in the form %(forms)s: add its form to `dates`"),
    mark("no date in ISO 8601: say its form in `dates`"),
    mark("write a number without units or grouping"),
    mark("write yes or no, or say in `values` which words mean it"),
)
OF_CONTACTS: Final = (
    mark("no company.toml is published yet: name the zone, or publish it"),
    mark("it ended before it started (%(start)s): check both"),
    mark("name one of the customer's identities of kind %(kind)s"),
    mark("another contact is recorded under it, and nothing was changed: use a new external_id"),
    mark("there is no such unit: add the unit first, or use one of %(known)s"),
    mark("there is no such line of business: add the line of business first, or use one of %(known)s"),
    mark("there is no such brand: publish the brand first, or use one of %(known)s"),
    mark("mark one handler as surveyed, not several"),
    mark("the handler surveyed is in %(unit)s: leave `unit` out, or mark another handler as surveyed"),
    mark("name an IANA time zone, like %(near)s"),
    mark("check the year: nothing before 1970 is taken"),
    mark("it lies in the future: now it is %(now)s. Check the clock or the offset"),
    mark("add the offset (+01:00 or Z), or say the `timezone` it is local to"),
    mark("check the year"),
    mark("the clocks in %(zone)s went from before to after this time: it never was. Add the offset"),
    mark("give the %(kind)s identity or leave it out"),
    mark("give at most %(number)s characters"),
    mark("an identity of kind %(kind)s can be written to by %(known)s, not by %(channel)s"),
    mark("give an e-mail address like ada@example.com: %(why)s"),
    mark("give the number as +country code and number, like +4930123456, or say the customer's country"),
    mark("give the number as +country code and number, like +4930123456"),
    mark("leave the extension out: it would stand for everybody behind the number"),
    mark("check the digits: no number of that country is so long or so short"),
    mark("give the handle as network:name, like mastodon:ada@example.social"),
)
told: Final = Retold((*OF_FILES, *OF_MAPPINGS, *OF_ROWS, *OF_CONTACTS))
"""Called while a page is rendered."""
