"""The encoding of a file without a mark is judged by all its letters, also where it has few names."""

from pathlib import Path
from typing import Final

import pytest

from vocapp.files.encodings import TITLES, detect_encoding, sample_encodings

NAMES: Final = {
    "pl": (
        "Wiśniewski Wójcik Kowalczyk Kamiński Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Król "
        "Łukasz Agnieszka Małgorzata Grażyna Świętosława Żaneta Paweł Michał Stanisław Łódź Kraków Gdańsk "
        "Poznań Wrocław Białystok Rzeszów Toruń Częstochowa Święcicki"
    ),
    "cs": (
        "Novák Svoboda Dvořák Černý Procházka Kučera Veselý Horák Němec Pospíšil Marek Hájek Král Jelínek "
        "Růžička Beneš Fiala Sedláček Doležal Zeman Kolář Krejčí Čermák Urban Vaněk Blažek Kříž Kopecký "
        "Konečný Malý"
    ),
    "sk": (
        "Kováč Horváth Varga Tóth Nagy Baláž Molnár Szabó Balog Lukáč Kollár Hudák Polák Novák Ľubomír "
        "Ľudovít Žilina Košice Prešov Nitra Trenčín Bartoš Šoltés Mäsiar Vŕba Kĺč Štefan Ján Ďuriš Peťko"
    ),
    "hu": (
        "Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Lakatos Takács Juhász "
        "Oláh Mészáros Simon Rácz Fekete Szőke Győri Erdős Csűrös Ördög Őze Űrhajós Kőszegi Szűcs Hegedűs"
    ),
    "ro": (
        "Popescu Ionescu Ştefan Ţepeş Mureşan Gheorghiţă Mihăilă Constantin Bucureşti Braşov Timişoara Iaşi "
        "Constanţa Bălan Ţurcanu Şerban Câmpeanu Rădulescu Pârvu Stănescu Vasilică"
    ),
    "hr": (
        "Horvat Kovačević Babić Marić Jurić Novak Kovačić Knežević Vuković Marković Petrović Matić Tomić "
        "Pavlović Đurić Žagar Šimić Čolić Ćosić Željko Zoran Šibenik Požega Čakovec Đakovo"
    ),
    "tr": (
        "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin "
        "Kara Koç Kurt Özkan Şimşek İstanbul İzmir Muğla Ağrı Eskişehir Gülşen Ayşe Oğuz Çağlar Ümit"
    ),
    "de": (
        "Müller Schäfer Weiß Köhler König Böhm Krüger Schröder Günther Jäger Voß Lößner Großmann Äpfler "
        "Österle Übelhör Köln München Düsseldorf Gießen Jörg Björn Jürgen Käthe"
    ),
    "fr": (
        "Élodie Lefèvre François Gérard Hélène Benoît Noël Chloé Zoé Anaïs Raphaël Théo Garçon Lévêque Nîmes "
        "Orléans Besançon Évreux Béziers Œuvrard Çelik Joël Thérèse Aurélie Château Bourré d'Été"
    ),
    "es": (
        "José Núñez García Martínez Muñoz Peña Ibáñez Gómez Íñigo Álvaro Óscar Úrsula León Málaga Cádiz "
        "Coruña España Begoña Ramón Andrés Mónica Güell"
    ),
    "pt": (
        "João Conceição Simões Magalhães Gonçalves Araújo Antônio Luís Inês Brandão São Paulo Guimarães Évora "
        "Fátima Lourenço Açores Mendonça Falcão Câmara Ângela Óbidos"
    ),
    "sv": (
        "Åsa Öberg Sjögren Bäckström Lindström Åkesson Håkan Björk Göran Malmö Västerås Örebro Gävle Växjö "
        "Östersund Märta Pär Jönsson"
    ),
    "da": (
        "Søren Kjær Sørensen Østergaard Århus Åse Bjørn Jørgensen Mørk Nygård Ærø Ægir Tromsø Bodø Håkon "
        "Gjøvik Kåre Ødegård"
    ),
    "it": ("Niccolò Però Città Università Lunedì Perché Mosè Èva Forlì Cefalù Nardò Agrò Salò Corrà Così"),
    "ru": ("Иван Петров Москва Сергей Кузнецов Ольга Смирнова Новосибирск Дмитрий Анна"),
    "el": ("Γιώργος Παπαδόπουλος Αθήνα Μαρία Νίκος Θεσσαλονίκη Ελένη Κώστας"),
    "fi": ("Mäkinen Hämäläinen Järvinen Lehtonen Heikkilä Mäkelä Räsänen Väinö Jyväskylä Hyvönen Törmänen Pöyry"),
}
"""Surnames, first names and towns."""
EASTERN: Final = ("cp1250", "iso8859-2", "cp852")
WESTERN: Final = ("cp1252", "iso8859-15", "mac-roman", "cp850")
ENCODINGS: Final = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr"), EASTERN),
    "tr": ("cp1254",),
    "ru": ("cp1251",),
    "el": ("cp1253",),
}
CASES: Final = [(language, encoding) for language in NAMES for encoding in ENCODINGS.get(language, WESTERN)]


def table(language: str, start: int, count: int) -> str:
    """A table with `count` customers from a place in the list on."""
    names = NAMES[language].split()
    chosen = [names[(start + 3 * number) % len(names)] for number in range(2 * count)]
    pairs = zip(chosen[::2], chosen[1::2], strict=True)
    return "id;name\r\n" + "".join(f"{number};{first} {last}\r\n" for number, (first, last) in enumerate(pairs))


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("count", [6, 12])
def test_names_are_read_right(tmp_path: Path, language: str, encoding: str, count: int) -> None:
    path = tmp_path / "a.csv"
    for start in range(4):
        for text in (table(language, start, count), table(language, start, count).upper()):
            try:
                path.write_bytes(text.encode(encoding))
            except UnicodeEncodeError:
                continue  # this encoding has no capital of a letter
            found, _ = detect_encoding(path)
            assert path.read_bytes().decode(found) == text


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_the_right_one_is_among_those_that_are_offered(tmp_path: Path, language: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    text = table(language, 0, 6)
    path.write_bytes(text.encode(encoding))
    offered = sample_encodings(path)
    assert path.read_bytes().decode(offered[0].name) == text
    assert 2 <= len(offered) <= 5
    assert all(sample.title == TITLES[sample.name] and sample.words for sample in offered)
