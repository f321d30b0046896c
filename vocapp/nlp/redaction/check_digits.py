"""Do the check digits of a number agree? Pure; every function takes digits (or capitals) without separators."""

from typing import Final

DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B: payment cards, Swedish personal numbers, Canadian social insurance."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def iban(characters: str) -> bool:
    """ISO 13616: the country and check digits moved to the end, letters as 10 … 35, modulo 97 is 1."""
    return int("".join(str(int(character, 36)) for character in characters[4:] + characters[:4])) % 97 == 1


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def steuer_id(digits: str) -> bool:
    """The German tax number: ISO 7064 MOD 11,10 over ten digits, and the tenth is not a leading zero."""
    product = 10
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return digits[0] != "0" and (11 - product) % 10 == int(digits[10])


def bsn(digits: str) -> bool:
    """The Dutch citizen number: the "elfproef" of nine digits."""
    return int(digits) > 0 and weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def nif(digits: str) -> bool:
    """The Portuguese taxpayer number of nine digits."""
    check = -weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return digits[0] in "1235689" and (0 if check == 10 else check) == int(digits[8])


def nhs(digits: str) -> bool:
    """The number of the National Health Service: ten digits modulo 11."""
    check = -weighted(digits, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return check < 10 and check == int(digits[9])


def svnr(digits: str) -> bool:
    """The Austrian social insurance number: three digits, the check digit, the birthday."""
    return weighted(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(digits[3])


def nir(characters: str) -> bool:
    """The French social security number: thirteen characters and their complement modulo 97 (Corsica: 2A, 2B)."""
    number = characters.replace("2A", "19").replace("2B", "18")
    return number.isdigit() and 97 - int(number[:13]) % 97 == int(number[13:])


def pesel(digits: str) -> bool:
    """The Polish personal number of eleven digits."""
    return weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def tckn(digits: str) -> bool:
    """The Turkish citizen number of eleven digits."""
    numbers = [int(digit) for digit in digits]
    tenth = (7 * sum(numbers[0:9:2]) - sum(numbers[1:8:2])) % 10
    return numbers[0] > 0 and tenth == numbers[9] and sum(numbers[:10]) % 10 == numbers[10]


def belgian(digits: str) -> bool:
    """The Belgian national number: nine digits (a 2 before them from 2000 on) and their complement modulo 97."""
    return int(digits[9:]) in {97 - int(century + digits[:9]) % 97 for century in ("", "2")}


def cpf(digits: str) -> bool:
    """The Brazilian taxpayer number of eleven digits."""
    first = weighted(digits, tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = weighted(digits, tuple(range(11, 1, -1))) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == f"{first}{second}"


def ean(digits: str) -> bool:
    """Thirteen digits by the rule of GS1: the Swiss social insurance number, which begins with 756."""
    return weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def dni(characters: str) -> bool:
    """The Spanish identity number (eight digits, a letter) and that of foreigners (X, Y or Z first)."""
    number = characters[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and DNI_LETTERS[int(number) % 23] == characters[-1]
