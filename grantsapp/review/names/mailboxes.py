"""Whose mail is it? The domain that a group registered for itself. Plain values only.

What may be registered under is the public suffix list's (publicsuffix.org), as bundled;
nothing is fetched. Addresses at a provider of mail for everybody say nothing.
"""

from functools import lru_cache

import idna
from publicsuffixlist import PublicSuffixList

_SUFFIXES = PublicSuffixList()
# Providers with a domain in many countries: the word before the suffix tells.
_EVERYWHERE = frozenset(
    str.split("yahoo ymail rocketmail hotmail outlook live msn gmx googlemail yandex")
)
# With the domains that RFC 2606 keeps for examples, which are nobody's.
FOR_EVERYBODY = frozenset(
    str.split("""
    example.com example.org example.net gmail.com
    googlemail.com aol.com aim.com icloud.com me.com mac.com proton.me
    protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.com tuta.io
    tutamail.com fastmail.com fastmail.fm hushmail.com zoho.com zohomail.com zohomail.eu
    mail.com email.com hey.com duck.com mailbox.org posteo.de posteo.net runbox.com
    disroot.org riseup.net inbox.com usa.com passmail.net
    btinternet.com btopenworld.com virginmedia.com virgin.net blueyonder.co.uk
    ntlworld.com
    sky.com talktalk.net talktalk.co.uk tiscali.co.uk plus.com plusnet.com ee.co.uk
    o2.co.uk mail2world.com
    web.de t-online.de freenet.de arcor.de 1und1.de magenta.de bluewin.ch aon.at
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr
    libero.it virgilio.it tiscali.it alice.it tin.it telefonica.net terra.com.br
    uol.com.br bol.com.br sapo.pt ziggo.nl kpnmail.nl telenet.be skynet.be
    wp.pl onet.pl onet.eu op.pl interia.pl interia.eu interia.com o2.pl tlen.pl
    poczta.fm poczta.onet.pl gazeta.pl vp.pl autograf.pl go2.pl
    seznam.cz email.cz centrum.cz centrum.sk azet.sk freemail.hu citromail.hu abv.bg
    mail.bg inbox.lv inbox.lt walla.co.il walla.com netvision.net.il
    mail.ru bk.ru list.ru inbox.ru internet.ru rambler.ru ya.ru ukr.net i.ua meta.ua
    email.ua bigmir.net tut.by
    qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn
    aliyun.com naver.com daum.net hanmail.net docomo.ne.jp
    rediffmail.com indiatimes.com maktoob.com chmail.ir comcast.net verizon.net att.net
    sbcglobal.net bellsouth.net cox.net earthlink.net charter.net rogers.com bigpond.com
    """)
)


@lru_cache(maxsize=20_000)
def own_domain(address: str) -> str | None:
    """Give the domain registered for an address; none where everybody may have one."""
    _, at, host = address.strip().rpartition("@")
    host = _ascii(host.strip().rstrip(".").lower()) if at else None
    domain = _SUFFIXES.privatesuffix(host) if host else None
    if domain is None or domain in FOR_EVERYBODY or domain.split(".")[-1].isdigit():
        return None  # the last: a number of a machine
    return None if domain.split(".")[0] in _EVERYWHERE else domain


def shown(domain: str) -> str:
    """Give a domain as people read it."""
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def _ascii(host: str) -> str | None:
    """Give a host in the letters of the wire, so that both spellings are one."""
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return None
