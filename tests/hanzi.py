"""通用规范汉字表 (2013), without a copy of it: what the shipped fonts are made for, less some.

`fonts/repertoire.txt` has the hanzi of GB 2312 and of the table together. Those of GB 2312 that the
table left out are 125: components, and characters whose simplification it took back.
"""

from briefing.fonts import repertoire
from briefing.shipped import FONTS

ONLY_IN_GB_2312 = (
    "丌丨丬丶丿乇亠亻佧冂冖冫凵刂勹匚卩厶咭哜囗囝坶垅堀夂嬲宀屮巛庀廴廾弪彐彡後忄憝扌拚挢捱揎揞揲搿摺擗攴攵朊楱榀榘欷氵氽"
    "沲泶渖灬熳犭猓猸甙疋疒痖矽砦砩硷磺礤礻窆箝簦糸纟缋缍缏肀肜膣膪臁舡舨艹茇菸虍蚵螓蟓蠛衤謦讠诶谘跫軎辶醣钅钶钸镙镟阝阢"
    "飚饣馀髟鲶鳆鳋麴齄"
)


def is_hanzi(char: str) -> bool:
    """Whether a character is one of CJK Unified Ideographs or of an extension."""
    return "㐀" <= char <= "鿿" or char >= "\U00020000"


TABLE = "".join(
    char for char in repertoire(FONTS) if is_hanzi(char) and char not in ONLY_IN_GB_2312
)
