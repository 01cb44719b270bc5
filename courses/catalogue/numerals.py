"""Numbers as Chinese counts."""

DIGITS = "零一二三四五六七八九"
TEN = 10
HUNDRED = 100


def numeral(number: int) -> str:
    """Write a number as Chinese counts it: 三, 十二, 二十; from 100 in digits."""
    if number >= HUNDRED:
        return str(number)
    tens, ones = divmod(number, TEN)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")
