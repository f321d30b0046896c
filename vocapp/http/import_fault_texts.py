"""The sentences of faults of imported tables: their files, sheets, columns, cells and mappings."""

from typing import Final

IMPORTS: Final = {
    "file.header_found": "In %(file)s row %(number)s names the columns. The rows above it were left out.",
    "file.footer": (
        "In %(file)s rows %(rows)s were left out, because they read like totals or remarks below the tab"
        "le (“%(text)s”). If they are contacts, fill in more of their cells."
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
        "The file %(file)s is a web page or XML under another name. Open it in a spreadsheet, and save i"
        "t as XLSX or CSV."
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
        "The rule %(place)s takes a column whose dates could begin with the day or with the month (“%(te"
        'xt)s” in row %(number)s), and no cell of the column decides it. Choose dates = ["day first"] or'
        ' dates = ["month first"].'
    ),
    "mapping.dates_contradict": (
        "The rule %(place)s takes a column that contradicts itself: “%(text)s” in row %(number)s begins "
        'with the day, and “%(other)s” in row %(row)s with the month. Choose dates = ["day first"] or da'
        'tes = ["month first"]; the rows of the other kind are then rejected.'
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
    "file.parsing_failed": "The file %(file)s cannot be read. Save it again as XLSX or CSV, and upload that.",
}
