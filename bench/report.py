"""The tables, and the same as JSON."""

import json
from pathlib import Path
from typing import Any

from bench.figures import Figures, Measured

HEAD = (
    "| round | site saves/s | bare saves/s | ratio | CPU ms site | CPU ms bare | loader | foreign |"
)
PARTS = (
    "| part | calls | p50 ms | p95 ms | p99 ms | max ms | all done s | failed | CPU ms | foreign |"
)


def _rule(head: str) -> str:
    return "|" + "---|" * (head.count("|") - 1)


def _latency(one: Measured) -> str:
    times = " | ".join(f"{one.at(part):.1f}" for part in (0.50, 0.95, 0.99, 1.0))
    return (
        f"| {one.name} | {len(one.load.latencies)} | {times} | {one.load.seconds:.1f} "
        f"| {one.load.errors} | {one.cpu_ms('site', 'postgres'):.2f} | {one.meter.foreign:.1%} |"
    )


def table(figures: Figures) -> str:
    """Markdown."""
    lines = [HEAD, _rule(HEAD)]
    for number, round_ in enumerate(figures.rounds, 1):
        site, bare = round_.site, round_.bare
        lines.append(
            f"| {number} | {site.load.a_second:.0f} | {bare.load.a_second:.0f} "
            f"| {round_.ratio:.2f} | {site.cpu_ms('site', 'postgres'):.2f} "
            f"| {bare.cpu_ms('bare', 'postgres'):.2f} | {site.cpu_ms('loader'):.2f} "
            f"| {max(site.meter.foreign, bare.meter.foreign):.1%} |"
        )
    ratios = [round_.ratio for round_ in figures.rounds]
    lines += [
        "",
        f"Ratio: median **{figures.ratio:.2f}**, {min(ratios):.2f} to {max(ratios):.2f}; "
        f"the bare app wandered by {figures.wander:.0%}.",
        "",
        PARTS,
        _rule(PARTS),
    ]
    if figures.spread_out:
        lines.append(_latency(figures.spread_out))
    lines += [_latency(one) for one in figures.others]
    lines += ["", f"Acknowledged answers: {figures.acknowledged}; missing: {figures.missing}."]
    lines.append(f"Memory: {figures.resident:.0f} MB resident in the largest web worker.")
    return "\n".join(lines)


def _plain(one: Measured) -> dict[str, Any]:
    return {
        "name": one.name,
        "calls": len(one.load.latencies),
        "errors": one.load.errors,
        "seconds": one.load.seconds,
        "ms": {str(part): one.at(part) for part in (0.5, 0.95, 0.99, 1.0)},
        "cpu_seconds": one.meter.cpu,
        "foreign": one.meter.foreign,
    }


def keep(figures: Figures, about: dict[str, Any], path: Path) -> None:
    """Write what was measured, for programs."""
    body = {
        **about,
        "ratios": [round_.ratio for round_ in figures.rounds],
        "parts": [_plain(one) for one in figures.measured()],
        "acknowledged": figures.acknowledged,
        "missing": figures.missing,
    }
    path.write_text(json.dumps(body, indent=1) + "\n", "utf-8")
