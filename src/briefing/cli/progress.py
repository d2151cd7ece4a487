"""How a send is shown while it runs: live on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from briefing.mail.report import summary
from briefing.mail.sender import Progress

_EVERY = 10.0  # seconds between plain lines


@contextmanager
def shown(total: int) -> Iterator[Callable[[Progress], None]]:
    """What to tell progress to, as long as it is entered; `total` messages in the job."""
    if sys.stderr.isatty():
        with _bars(total) as tell:
            yield tell
    else:
        yield _lines()


@contextmanager
def _bars(total: int) -> Iterator[Callable[[Progress], None]]:
    from tqdm import tqdm

    form = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}"
    with (
        tqdm(total=total, desc="发送", bar_format=form, leave=False, position=0) as bar,
        tqdm(bar_format="{desc}", leave=False, position=1) as counts,
        tqdm(bar_format="{desc}", leave=False, position=2) as times,
    ):

        def tell(progress: Progress) -> None:
            bar.n = total - progress.left
            bar.refresh()
            counts.set_description_str(f"  {summary(progress.counts)}")
            times.set_description_str(f"  {_pace(progress)}")

        yield tell


def _lines() -> Callable[[Progress], None]:
    at, said = 0.0, ""

    def tell(progress: Progress) -> None:
        nonlocal at, said
        now, line = time.monotonic(), f"{summary(progress.counts)}；{_pace(progress)}"
        if line != said and (now - at >= _EVERY or not progress.left):
            at, said = now, line
            print(line, flush=True)

    return tell


def _pace(progress: Progress) -> str:
    if not progress.left:
        return "都处理完了"
    said = [f"还剩 {progress.left}"]
    if progress.rate:
        said.append(f"每分钟约 {progress.rate * 60:.0f} 封")
    if progress.waiting > 1:
        said.append(
            f"服务器要求等一等，{span(progress.waiting)}后再试（可按 Ctrl-C 停下，以后接着发）"
        )
    elif progress.needed > 1:
        said.append(f"约需 {span(progress.needed)}")
    return "，".join(said)


def span(seconds: float) -> str:
    """A time in words, rounded up."""
    if seconds < 90:
        return f"{seconds:.0f} 秒"
    if seconds < 5_400:
        return f"{seconds / 60:.0f} 分钟"
    return f"{seconds / 3_600:.1f} 小时"
