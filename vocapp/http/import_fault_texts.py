"""The sentences of faults in contacts, in customers, and in files of contacts, see `fault_texts`."""

from typing import Final

IMPORTS: Final = {
    "file.header_found": "In %(file)s row %(number)s names the columns. The rows above it were left out.",
    "file.footer": (
        "In %(file)s rows %(rows)s were left out, because they read like totals or remarks below the tab"
        "le (“%(text)s”). If they are contacts, fill in more of their cells."
    ),
    "file.subtotals": (
        "In %(file)s rows %(rows)s were left out, because they name the groups of a report or add them up. If they are "
        "contacts, fill in more of their cells."
    ),
    "file.rows_skipped": (
        "In %(file)s rows %(rows)s were left out, because they are further headers of a survey tool: its"
        " questions and their ids."
    ),
    "file.too_many_columns": (
        "The table %(file)s has %(number)s columns, and at most %(most)s can be read. Delete those that are not needed."
    ),
    "file.too_many_rows": (
        "The workbook %(file)s goes on after row %(number)s with a row beyond %(most)s, the last that a "
        "sheet can have. Save it again in a spreadsheet, or as CSV."
    ),
    "file.xlsx_texts": ("The workbook %(file)s holds more text than can be read at once. Save the sheet as CSV."),
    "file.old_excel": (
        "The file %(file)s is a workbook of an old format, or has a password. Save it as XLSX without one."
    ),
    "file.markup": (
        "The file %(file)s is a web page without a table, or XML. Open it in a spreadsheet, and save it as XLSX or CSV."
    ),
    "file.not_table": "The file %(file)s is a document, not a table. Save its table as XLSX or CSV.",
    "file.no_header": (
        "No row of %(file)s names its columns. They are called “column A” and so on here, and the first row is one "
        "like all others."
    ),
    "file.no_records": "The file %(file)s has no records. Each must be a JSON object, on a line or in an array.",
    "file.no_rows": (
        "The table %(file)s has no row below the names of its columns. Add rows, or choose another row for the names."
    ),
    "file.packed_broken": (
        "The file %(file)s cannot be unpacked, because it is damaged or has a password. Pack it again, o"
        "r upload what is in it."
    ),
    "file.several_packed": "The file %(file)s holds %(number)s files. Upload one that holds one table.",
    "file.unpacked_too_large": "The file %(file)s unpacks to more than %(megabytes)s MB. Split it.",
    "file.json_too_large": (
        "The file %(file)s is one JSON object of more than %(bytes)s characters. Write one object on each line."
    ),
    "file.no_such_sheet": "The workbook %(file)s has no sheet “%(sheet)s”. Choose one of %(names)s.",
    "file.which_sheet": (
        "In the workbook %(file)s several sheets have these columns: %(names)s. Choose one of them (`she"
        "et` in a mapping file)."
    ),
    "file.hidden_sheet": (
        "In the workbook %(file)s only a hidden sheet has these columns: %(names)s. Show it in the workb"
        "ook, or choose it (`sheet` in a mapping file)."
    ),
    "mapping.unreadable": (
        "The mapping file %(file)s cannot be read: it is nested too deeply, or has a number of too many "
        "digits. Correct it."
    ),
    "mapping.unknown_dates": (
        "In the mapping %(file)s, %(place)s has “%(form)s”, which is no form of dates. Use “day first”, "
        "“month first”, or a form such as %%d.%%m.%%Y."
    ),
    "mapping.day_or_month": (
        "The dates of %(place)s could begin with the day or with the month (“%(text)s” in row %(number)s), and no "
        "cell of the column decides it. Choose “day first” or “month first” (`dates` in a mapping file)."
    ),
    "mapping.dates_contradict": (
        "The dates of %(place)s contradict each other: “%(text)s” in row %(number)s begins with the day, and "
        "“%(other)s” in row %(row)s with the month. Choose “day first” or “month first” (`dates` in a mapping file); "
        "the rows of the other kind are then rejected."
    ),
    "mapping.unknown_encoding": (
        "In the mapping %(file)s, %(place)s is “%(form)s”, which is no encoding that can be read. Use one of %(known)s."
    ),
    "mapping.row_as_id": (
        "The rule %(place)s makes the id of the row number, but the column “%(column)s” has its own valu"
        "e in every row. Use that column. With row numbers a file that was sorted, or got a row more, is"
        " imported as new contacts, and customers are asked again."
    ),
    "mapping.row_as_id_costs": (
        "The id of each contact is its row number, because no column has its own value in every row. Imp"
        "ort the next file from where this one ends, and sort neither: with row numbers a file that was "
        "sorted, or got a row more, is imported as new contacts."
    ),
    "row.bad_byte": (
        "Line %(number)s has a byte that does not belong to the encoding of the file (“%(text)s”). Write"
        " that letter again."
    ),
    "cell.date": (
        "The value '%(value)s' of %(field)s is not a date such as 2026-05-03 14:05, in this or another u"
        "sual form. Correct it, or name its form in `dates`."
    ),
    "cell.date_other_order": (
        "In the value '%(value)s' of %(field)s day and month stand the other way round than in the rest "
        "of the column, or there is no such day. Write it like 2026-05-03 14:05."
    ),
    "cell.day_or_month": (
        "The value '%(value)s' of %(field)s could begin with the day or with the month. Write it like 20"
        '26-05-03, or give the rule dates = ["day first"].'
    ),
    "cell.time_alone": (
        "The value '%(value)s' of %(field)s is a time of day without a date. Use a template with both co"
        "lumns, such as {Date} {Time}."
    ),
    "cell.uncalculated": (
        "The cell of %(field)s is a formula whose result was not saved. Open the workbook in a spreadshe"
        "et, and save it again."
    ),
    "cell.shortened": (
        "The digits of the value '%(value)s' of %(field)s were cut by a spreadsheet. Format the column a"
        "s text, and export it again."
    ),
    "cell.number_either": (
        "The mark in the value '%(value)s' of %(field)s could part thousands or decimals. Write it witho"
        'ut thousands, or give the rule decimal = "," or ".".'
    ),
    "cell.duration": (
        "The value '%(value)s' of %(field)s is not a duration. Write seconds, or a time like 7:30 or 0:07:30."
    ),
    "file.parsing_time": "The file %(file)s takes too long to read. Save it as CSV, or in parts.",
    "file.parsing_memory": "The file %(file)s needs too much memory to be read. Save it as CSV, or in parts.",
    "toml.parsing_failed": (
        "%(file)s cannot be read within the limits of an upload. Leave out what is not needed: levels, keys, long "
        "values."
    ),
    "file.parsing_failed": "The file %(file)s cannot be read. Save it again as XLSX or CSV, and upload that.",
}
CONTACT_SENTENCES: Final = {
    "event.too_long": "The event has more than %(bytes)s bytes. Leave out what is not needed.",
    "event.not_json": "The line is not a JSON object in UTF-8 (byte %(number)s). Write one object on one line.",
    "event.too_deep": "The event is nested too deeply. Leave out what is not needed.",
    "event.too_odd": "The event has too many faults. Compare it with the documentation of POST /api/v1/contacts.",
    "event.too_many": "The list %(field)s is too long: '%(value)s' is left out. Shorten it to a length of %(number)s.",
    "attribute.name": (
        "The name of the attribute %(field)s is not allowed. Begin it with a letter, and use letters, digits and _ "
        "only, at most 60."
    ),
    "language.unknown": (
        "The value '%(value)s' of %(field)s is not a language. Write a tag such as de, pt-BR or zh-Hans-CN."
    ),
    "country.unknown": "The value '%(value)s' of %(field)s is not a country. Write an ISO 3166 code such as DE or GB.",
    "country.unknown_code": (
        "The code '%(value)s' of %(field)s is that of no country. Write an ISO 3166 code such as DE or GB, or leave it "
        "out."
    ),
    "contact.conflict": (
        "Another contact is recorded under the external_id '%(value)s', and nothing was changed. Use a new "
        "external_id for a new contact."
    ),
    "contact.amended_since": (
        "The contact '%(value)s' was amended after this event was sent first (it is at version %(version)s), and "
        "nothing was changed. Send the newest event to change it again."
    ),
    "contact.customer_asked": (
        "The customer of this contact has been invited already, and '%(value)s' is another one. Nothing was changed. "
        "Record a new contact with a new external_id for another customer."
    ),
    "contact.decision_stays": (
        "The contact was amended. Its invitation had left before, so the decision stays, and the customer is not asked "
        "again."
    ),
    "contact.key_fixed": (
        "The value '%(value)s' of %(field)s differs from that of the contact, which cannot be changed. Leave it out, "
        "or record a new contact."
    ),
    "time.unknown_zone": (
        "The time zone '%(value)s' of %(field)s is not known. Name an IANA time zone, such as %(near)s."
    ),
    "time.no_company_zone": (
        "The time zone of the company is not known, because no company.toml is published. Publish it, or name the "
        "time zone."
    ),
    "time.before_1970": (
        "The time '%(value)s' of %(field)s is before 1970, and such a time cannot be recorded. Check the year."
    ),
    "time.in_future": (
        "The time '%(value)s' of %(field)s is in the future: it is %(now)s now. Check the clock or the offset."
    ),
    "time.before_start": "The time '%(value)s' of %(field)s is before the start (%(start)s). Check both.",
    "time.no_zone": (
        "The time '%(value)s' of %(field)s has no time zone. Add the offset (+01:00 or Z), or name the `timezone`."
    ),
    "time.year": "The year of the time '%(value)s' of %(field)s cannot be right. Check it.",
    "time.skipped": (
        "The local time '%(value)s' of %(field)s does not exist in %(zone)s (clock change). Add the offset."
    ),
    "chain.several_surveyed": "Several handlers are marked as surveyed. Mark one.",
    "chain.other_unit": (
        "The handler who is surveyed belongs to the unit %(unit)s, but `unit` names another. Leave `unit` out, or "
        "mark another handler as surveyed."
    ),
    "permission.no_identity": (
        "The customer of the contact has no such identity of kind %(kind)s. Name one of their identities, or leave "
        "the value out."
    ),
    "key.other_source": (
        "The key does not write to the source '%(value)s'. Use the key of that system, or one of %(known)s."
    ),
    "key.no_unit": "The key writes to some units only. Name one of them in `unit` or with a handler.",
    "key.other_unit": "The key does not write to the unit '%(value)s'. Use one of its units, or a key of that unit.",
    "unit.unknown": "There is no unit '%(value)s'. Add the unit first, or use one of %(known)s.",
    "unit.none_yet": "There is no unit '%(value)s', nor any other yet. Add the unit first.",
    "line.unknown": "There is no line of business '%(value)s'. Add it first, or use one of %(known)s.",
    "line.none_yet": "There is no line of business '%(value)s', nor any other yet. Add it first.",
    "brand.unknown": "There is no brand '%(value)s'. Publish the brand first, or use one of %(known)s.",
    "brand.none_yet": "There is no brand '%(value)s', nor any other yet. Publish the brand first.",
}
CUSTOMER_SENTENCES: Final = {
    "identity.empty": "The identity of kind %(kind)s is empty. Give its value, or leave the identity out.",
    "identity.too_long": "The identity '%(value)s' is too long. Give at most %(number)s characters.",
    "identity.unreachable": (
        "Nobody can be written to on the channel %(channel)s at an identity of kind %(kind)s. Use one of %(known)s."
    ),
    "identity.reached_by_nothing": (
        "Nobody can be written to at an identity of kind %(kind)s, on any channel. Use an identity of another kind."
    ),
    "identity.email": "'%(value)s' is not an e-mail address. Write only the address, such as ada@example.com.",
    "identity.email_letters": (
        "The e-mail address '%(value)s' has letters before the @ that mail servers do not deliver to. Write an "
        "address with plain letters (a-z)."
    ),
    "identity.email_domain": "Mail cannot be sent to the domain of '%(value)s'. Check the part after the @.",
    "identity.phone": (
        "'%(value)s' is not a phone number. Write + with the country code and the number, such as +4930123456."
    ),
    "identity.phone_country": (
        "'%(value)s' is not a phone number with its country. Write + with the country code and the number, such as "
        "+4930123456, or name the country of the customer."
    ),
    "identity.phone_extension": (
        "The extension %(extension)s of '%(value)s' is kept apart, because the number leads to everybody behind it. "
        "Name another identity of the customer too."
    ),
    "identity.phone_words": (
        "The phone number '%(value)s' has words or letters, which are not read as digits. Give the number alone."
    ),
    "identity.phone_digits": (
        "The phone number '%(value)s' does not have the length of numbers of its country. Check the digits."
    ),
    "identity.handle": "'%(value)s' is not a handle. Write network:name, such as mastodon:ada@example.social.",
    "customer.unknown": "There is no such customer. Check the id.",
    "customer.unknown_identity": "The customer has no such identity. GET the customer to see their identities.",
    "outcome.conflict": (
        "Another outcome is recorded under this source and external_id, and nothing was changed. Use a new "
        "external_id for a new outcome."
    ),
    "outcome.no_customer": "The customer of the outcome must be named once. Name either customer_id or identity.",
    "outcome.unknown_customer": "There is no such customer. Record a contact first, or check the identity.",
    "merge.ring": (
        "The first customer is the second, or already stands for the second: the merge would close a ring. Choose "
        "two different customers."
    ),
    "merge.not_merged": "The customer is not merged into another. Look at their page again: it lists merged records.",
    "merge.changed": "One of the two customers was merged just now. Look again, then repeat.",
    "merge.test_and_live": "One is a test customer, and the other is not. Merge two of the same kind.",
    "merge.unknown_customer": "There is no customer %(customer)s. Check the id.",
}
