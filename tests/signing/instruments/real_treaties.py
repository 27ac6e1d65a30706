"""Real treaties: their final clauses, the deposits that decided, and their days of entry into force.

Each fact stands beside its source; chapter and number are those of the United Nations Treaty Collection (UNTC), CETS those of the Treaty
Office of the Council of Europe. Read in November and December 2026.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from schedule.signing.instruments.entry_into_force import (
    Condition,
    Delay,
    Deposit,
    EarliestEntry,
    Rules,
    Withdrawal,
)

AT_ONCE, THIRTY, NINETY, YEAR = Delay(), Delay(days=30), Delay(days=90), Delay(months=12)
SIXTY_THEN_FIRST = Delay(days=60, first_of_month=True)
THREE_MONTHS, THREE_THEN_FIRST = Delay(months=3), Delay(months=3, first_of_month=True)
SIXTH_MONTH = Delay(months=5, first_of_month=True)


class Clauses(NamedTuple):
    """A treaty of which a number of instruments decides: its rules, the day of the last of these, and the day of entry into force."""

    name: str
    rules: Rules
    reached: date
    in_force: date


BY_NUMBER = [
    # XVIII.14, art. 68: the 90th day after the 30th instrument (legal.un.org/avl/ha/uncc); Ecuador's, press release L/T/4389.
    Clauses("Convention against Corruption", Rules(30, NINETY, THIRTY), date(2005, 9, 15), date(2005, 12, 14)),
    # XVIII.12, art. 38: the 90th day after the 40th, deposited on 1 July (UNIS/CP/439 of 7 July 2003).
    Clauses("Transnational Organized Crime", Rules(40, NINETY, THIRTY), date(2003, 7, 1), date(2003, 9, 29)),
    # XVIII.10, art. 126: the first day of the month after the 60th day following the 60th; ten at once (press release L/3000).
    Clauses("Rome Statute", Rules(60, SIXTY_THEN_FIRST, SIXTY_THEN_FIRST), date(2002, 4, 11), date(2002, 7, 1)),
    # IV.15: 30 days after the 20th, Ecuador's (OHCHR, 4 April 2008).
    Clauses("Rights of Persons with Disabilities", Rules(20, THIRTY, THIRTY), date(2008, 4, 3), date(2008, 5, 3)),
    # XXVI.8, art. 22: ninety days following the 50th; eight at once (the commentary of Cambridge University Press, 2021).
    Clauses("Arms Trade Treaty", Rules(50, NINETY, NINETY), date(2014, 9, 25), date(2014, 12, 24)),
    # XXVI.9, art. 15: 90 days after the 50th, that of Honduras (depositary notification of 24 October 2020; ICAN).
    Clauses("Prohibition of Nuclear Weapons", Rules(50, NINETY, NINETY), date(2020, 10, 24), date(2021, 1, 22)),
    # XXVI.5, art. 17: the first day of the sixth month after the month of the 40th, that of Burkina Faso (International Review of the Red
    # Cross 324; the clause: Swiss law 0.515.092).
    Clauses("Anti-Personnel Mine Ban", Rules(40, SIXTH_MONTH, SIXTH_MONTH), date(1998, 9, 16), date(1999, 3, 1)),
    # XXVI.6, art. 17: the same after the 30th, those of Burkina Faso and Moldova on 16 February 2010 (Convention's own chronology).
    Clauses("Cluster Munitions", Rules(30, SIXTH_MONTH, SIXTH_MONTH), date(2010, 2, 16), date(2010, 8, 1)),
    # XXVII.17: the 90th day after the 50th (UN Environment, 18 May 2017; the European Union's, of the same day, does not count).
    Clauses("Minamata Convention on Mercury", Rules(50, NINETY, NINETY), date(2017, 5, 18), date(2017, 8, 16)),
    # XXI.6, art. 308: 12 months after the 60th, that of Guyana (Earth Negotiations Bulletin 7:18).
    Clauses("Law of the Sea", Rules(60, YEAR, THIRTY), date(1993, 11, 16), date(1994, 11, 16)),
    # IV.4, art. 49: three months after the 35th, that of Czechoslovakia (UN Treaty Series 999, page 172).
    Clauses("Civil and Political Rights", Rules(35, THREE_MONTHS, THREE_MONTHS), date(1975, 12, 23), date(1976, 3, 23)),
    # IV.1, art. XIII: the 90th day after the 20th, deposited on 14 October 1950 (UN Treaty Series 78, page 277).
    Clauses("Genocide", Rules(20, NINETY, NINETY), date(1950, 10, 14), date(1951, 1, 12)),
    # XXIII.1, art. 84: the 30th day after the 35th, that of Togo (UNTC).
    Clauses("Law of Treaties", Rules(35, THIRTY, THIRTY), date(1979, 12, 28), date(1980, 1, 27)),
    # IX.4, art. 36: the 90th day after the 40th; forty had deposited by 29 November 2004 (WHO, press release 9 of 2005; UNTC).
    Clauses("Tobacco Control", Rules(40, NINETY, NINETY), date(2004, 11, 29), date(2005, 2, 27)),
    # WIPO, art. 18: three months after the 20th, that of Canada on 30 June 2016 (WIPO, press release of that day).
    Clauses("Marrakesh Treaty", Rules(20, THREE_MONTHS, THREE_MONTHS), date(2016, 6, 30), date(2016, 9, 30)),
    # IV.13, art. 87: the first day of the month after three months following the 20th, on 14 March 2003 (UNTC).
    Clauses("Migrant Workers", Rules(20, THREE_THEN_FIRST, THREE_THEN_FIRST), date(2003, 3, 14), date(2003, 7, 1)),
    # OECD, art. 34: the first day of the month after three months following the fifth, that of Slovenia (OECD, 22 March 2018).
    Clauses("Base Erosion and Profit Shifting", Rules(5, THREE_THEN_FIRST, THREE_THEN_FIRST), date(2018, 3, 22), date(2018, 7, 1)),
    # XXI.10, art. 68: 120 days after the 60th, that of Morocco (UN press release of 19 September 2025).
    Clauses("Marine Biodiversity", Rules(60, Delay(days=120), THIRTY), date(2025, 9, 19), date(2026, 1, 17)),
    # XXVII.2.f, art. IV: on 1 January 2019 if 20 had deposited by then, as they had on 17 November 2017 (UN Environment, that week).
    Clauses(
        "Kigali Amendment",
        Rules(20, NINETY, NINETY, earliest=EarliestEntry(date(2019, 1, 1), is_fixed=True)),
        date(2017, 11, 17),
        date(2019, 1, 1),
    ),
]  # fmt: skip
RULES = {clauses.name: clauses.rules for clauses in BY_NUMBER}


def group(number: int, *codes: str) -> Condition:
    return Condition(dict.fromkeys(codes, Decimal(0)), number=number)


def deposits_on(*days: tuple[date, str]) -> list[Deposit]:
    return [Deposit(code, day) for day, codes in days for code in codes.split()]


def _read(table: str) -> tuple[list[Deposit], dict[str, Decimal]]:
    """Read lines of a day and of parties with their shares in per cent; a party without one has no emissions in the list."""
    deposits, shares = [], {}
    for line in table.strip().splitlines():
        day, *parties = line.split()
        for party in parties:
            code, _colon, share = party.partition(":")
            deposits.append(Deposit(code, date.fromisoformat(day)))
            shares[code] = Decimal(share or 0)
    return deposits, shares


# CETS 185, art. 36: the first day of the month after three months following the fifth, three of them of member States of the Council of
# Europe (its chart of signatures and ratifications as of 18 June 2004). All five were.
BUDAPEST_DEPOSITS = deposits_on(
    *((date(2002, 6, 20), "ALB"), (date(2002, 10, 17), "HRV"), (date(2003, 5, 12), "EST")),
    *((date(2003, 12, 4), "HUN"), (date(2004, 3, 18), "LTU")),
)
BUDAPEST = Rules(5, THREE_THEN_FIRST, THREE_THEN_FIRST, conditions=[group(3, "ALB", "HRV", "EST", "HUN", "LTU")])
# CETS 210, art. 75: the same after the tenth, eight of them of member States (which ten: Council of Europe, 23 April 2014; the days: its
# chart of signatures and ratifications). All ten were. Art. 80: a denunciation takes effect like a later instrument.
ISTANBUL_DEPOSITS = deposits_on(
    *((date(2012, 3, 14), "TUR"), (date(2013, 2, 4), "ALB"), (date(2013, 2, 5), "PRT"), (date(2013, 4, 22), "MNE")),
    *((date(2013, 9, 10), "ITA"), (date(2013, 11, 7), "BIH"), (date(2013, 11, 14), "AUT"), (date(2013, 11, 21), "SRB")),
    *((date(2014, 4, 10), "ESP"), (date(2014, 4, 22), "AND")),
)
ISTANBUL = Rules(
    10,
    THREE_THEN_FIRST,
    THREE_THEN_FIRST,
    withdrawal=Withdrawal(THREE_THEN_FIRST),
    conditions=[group(8, *(deposit.party for deposit in ISTANBUL_DEPOSITS))],
)
# Art. IX (3): the three depositaries and forty others, at once. The United Kingdom deposited on 27 November 1968, the Soviet Union and the
# United States on 5 March 1970 (UN Treaty Series 729, page 161), when more than forty others had.
NON_PROLIFERATION = Rules(43, AT_ONCE, AT_ONCE, conditions=[group(3, "GBR", "SUN", "USA")])
NON_PROLIFERATION_DEPOSITS = [
    *(Deposit(f"P{number}", date(1970, 3, 4)) for number in range(1, 44)),
    *deposits_on((date(1968, 11, 27), "GBR"), (date(1970, 3, 5), "SUN USA")),
]
# XXVI.4, art. XIV: 180 days after all 44 States of Annex 2. China, Egypt, Iran, Israel and the United States have signed alone; India,
# North Korea and Pakistan have not; Russia revoked its ratification on 3 November 2023 (CTBTO). Here: the nine, and 35 that have ratified.
LACKING = ("CHN", "EGY", "IRN", "ISR", "USA", "IND", "PRK", "PAK", "RUS")
RATIFIED = tuple(f"A{number}" for number in range(1, 36))
NUCLEAR_TESTS = Rules(44, Delay(days=180), AT_ONCE, conditions=[group(44, *LACKING, *RATIFIED)])

# XXVII.7.d, art. 21 (1): the 30th day after 55 parties with 55 per cent of emissions. Days: UNTC. Shares: the list of the UNFCCC of
# December 2015 (FCCC/CP/2015/10, annex I), both as in the data of openclimatedata/paris-agreement-entry-into-force. All deposits up to
# 5 October 2016; the European Union, of the same day, does not count beside its members. The UNFCCC's own sum of that day was 58.82.
PARIS_DEPOSITS, PARIS_SHARES = _read("""
2016-04-22 BRB:0.01 BLZ FJI:0.01 GRD MDV MHL MUS:0.01 NRU PLW WSM SOM KNA LCA PSE TUV
2016-04-29 SYC
2016-05-20 GUY:0.01
2016-06-20 NOR:0.14
2016-06-29 VCT
2016-07-25 PER:0.22
2016-07-29 CMR:0.45
2016-08-01 PRK:0.23
2016-08-22 BHS
2016-09-01 COK
2016-09-03 CHN:20.09 USA:17.89
2016-09-07 LAO:0.02
2016-09-15 FSM
2016-09-19 UKR:1.04
2016-09-21 ALB:0.02 ATG ARG:0.89 BGD:0.27 BLR:0.24 BRA:2.48 BRN DMA GHA:0.09 GIN:0.01 HND:0.03 ISL:0.01 KIR MDG:0.08 MEX:1.70 MNG:0.05
2016-09-21 MAR:0.16 NAM:0.01 NER:0.04 PAN:0.03 PNG:0.01 SEN:0.05 SGP:0.13 SLB LKA:0.05 SWZ:0.05 THA:0.64 TON UGA:0.07 ARE:0.53 VUT
2016-09-23 MLI:0.03
2016-10-02 IND:4.10
2016-10-04 NZL:0.22
2016-10-05 AUT:0.21 BOL:0.12 CAN:1.95 FRA:1.34 DEU:2.56 HUN:0.15 MLT:0.01 NPL:0.07 PRT:0.18 SVK:0.12
""")
EUROPEAN_UNION = Deposit(
    "EU", date(2016, 10, 5), is_organization=True, members=("AUT", "FRA", "DEU", "HUN", "MLT", "PRT", "SVK")
)
PARIS = Rules(
    55,
    THIRTY,
    THIRTY,
    withdrawal=Withdrawal(YEAR, after_years=3, counted_from_party=True),
    conditions=[Condition(PARIS_SHARES, share=Decimal(55), label="the total global greenhouse gas emissions")],
)

# XXVII.7.a, art. 25 (1): the 90th day after 55 parties, those of Annex I among them with 55 per cent of its carbon dioxide emissions of
# 1990 (shares: FCCC/CP/1997/7/Add.1, annex; days: UNFCCC, status of ratification, 16 December 2004). Before the Russian Federation's
# instrument they had 44.2 per cent, with it 61.6. Iceland's was the 55th, so that 52 parties that are not in Annex I had deposited before.
KYOTO_DEPOSITS, KYOTO_SHARES = _read("""
2001-03-19 ROU:1.2
2001-11-15 CZE:1.2
2002-05-23 ISL:0.0
2002-05-30 NOR:0.3
2002-05-31 AUT:0.4 BEL:0.8 DNK:0.4 FIN:0.4 FRA:2.7 DEU:7.4 GRC:0.6 IRL:0.2 ITA:3.1 LUX:0.1 NLD:1.2 PRT:0.3 SVK:0.4 ESP:1.9 SWE:0.4 GBR:4.3
2002-06-04 JPN:8.5
2002-07-05 LVA:0.2
2002-08-15 BGR:0.6
2002-08-21 HUN:0.5
2002-10-14 EST:0.3
2002-12-13 POL:3.0
2002-12-17 CAN:3.3
2002-12-19 NZL:0.2
2003-07-09 CHE:0.3
2004-11-18 RUS:17.4
""")
KYOTO_OTHERS = [Deposit(f"P{number}", date(2002, 5, 22)) for number in range(1, 53)]
KYOTO = Rules(
    55,
    NINETY,
    NINETY,
    withdrawal=Withdrawal(YEAR, after_years=3),
    conditions=[Condition(KYOTO_SHARES, share=Decimal(55))],
)
