"""Recomputing a written formula (重算算式) exactly, without ever running it as a program.

Source: handbook/README.md (figures.yaml) and question_bank/README.md (`solve`): numbers, names of
parameters, + - * / **, brackets, ln exp sqrt min max. Sums, products, quotients and whole powers
are exact fractions; roots and logarithms carry 50 digits and are kept to 30 decimals.
"""

import ast
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException, localcontext
from fractions import Fraction
from math import floor

from examsite.domain.errors import Invalid

LONGEST = 400  # characters of a formula
MOST_DIGITS = 60  # digits before or after the line of a fraction on the way
MOST_POWER = 64
PRECISE = Context(prec=50)
KEPT = Decimal(1).scaleb(-30)


class BadFormula(Invalid):
    """422: the formula cannot be read or has no value."""

    code = "bad_formula"
    message = "算式算不出来：%(reason)s。"


def evaluate(formula: str, values: Mapping[str, Fraction] | None = None) -> Fraction:
    """The value of `formula`; `values` are its named parameters. Raises BadFormula."""
    if len(formula) > LONGEST:
        raise BadFormula(reason="太长")
    try:
        with localcontext(PRECISE):
            return _value(ast.parse(formula.strip(), mode="eval").body, values or {})
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadFormula(reason="写法不对") from error
    except (ArithmeticError, DecimalException) as error:
        raise BadFormula(reason="除数为零，或对数、方根无意义") from error


def rounded(value: Fraction, places: int) -> Decimal:
    """The value to `places` decimals, a half away from zero, as figures are printed."""
    shifted = abs(value) * 10**places
    whole = floor(shifted + Fraction(1, 2))
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _small(Fraction(repr(number)))
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.UnaryOp(op=ast.UAdd() | ast.USub() as sign, operand=inner):
            value = _value(inner, values)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=operator, right=right):
            return _small(_binary(operator, _value(left, values), _value(right, values)))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return _small(_call(name, [_value(one, values) for one in args]))
    raise BadFormula(reason="只能用数字、+ - * / **、括号与 ln exp sqrt min max")


def _binary(operator: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            return _power(left, right)
    raise BadFormula(reason="不认识的运算符")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if abs(exponent) > MOST_POWER:
        raise BadFormula(reason="指数太大")
    if exponent.denominator == 1:
        return Fraction(base**exponent.numerator)
    return _kept(_decimal(base) ** _decimal(exponent))


def _call(name: str, args: list[Fraction]) -> Fraction:
    least, function = FUNCTIONS[name]
    if len(args) < least or (least == 1 and len(args) > 1):
        raise BadFormula(reason=f"{name} 的参数个数不对")
    return function(args)


def _exp(args: list[Fraction]) -> Fraction:
    if abs(args[0]) > MOST_POWER:
        raise BadFormula(reason="指数太大")
    return _kept(_decimal(args[0]).exp())


FUNCTIONS: dict[str, tuple[int, Callable[[list[Fraction]], Fraction]]] = {
    "ln": (1, lambda args: _kept(_decimal(args[0]).ln())),
    "exp": (1, _exp),
    "sqrt": (1, lambda args: _kept(_decimal(args[0]).sqrt())),
    "min": (2, min),
    "max": (2, max),
}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _kept(value: Decimal) -> Fraction:
    """Thirty decimals: the last digits of an inexact operation would spoil a rounding."""
    if not value.is_finite():
        raise ZeroDivisionError
    return Fraction(value.quantize(KEPT))


def _small(value: Fraction) -> Fraction:
    """The value, unless the formula makes numbers that no figure needs."""
    most = 10**MOST_DIGITS
    if abs(value.numerator) > most or value.denominator > most:
        raise BadFormula(reason="数字太大")
    return value
