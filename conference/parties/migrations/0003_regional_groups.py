"""The United Nations' regional groups of the Member States, beside the regions of M49."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

GROUPS = {
    "africa": (
        "DZA AGO BEN BWA BFA BDI CPV CMR CAF TCD COM COG CIV COD DJI EGY GNQ ERI SWZ ETH GAB GMB GHA GIN GNB "
        "KEN LSO LBR LBY MDG MWI MLI MRT MUS MAR MOZ NAM NER NGA RWA STP SEN SYC SLE SOM ZAF SSD SDN TGO TUN "
        "UGA TZA ZMB ZWE"
    ),
    "asia_pacific": (
        "AFG BHR BGD BTN BRN KHM CHN CYP PRK FJI IND IDN IRN IRQ JPN JOR KAZ KIR KWT KGZ LAO LBN MYS MDV MHL "
        "FSM MNG MMR NRU NPL OMN PAK PLW PNG PHL QAT KOR WSM SAU SGP SLB LKA SYR TJK THA TLS TON TKM TUV ARE "
        "UZB VUT VNM YEM"
    ),
    "eastern_europe": ("ALB ARM AZE BLR BIH BGR HRV CZE EST GEO HUN LVA LTU MNE MKD POL MDA ROU RUS SRB SVK SVN UKR"),
    "latin_america": (
        "ATG ARG BHS BRB BLZ BOL BRA CHL COL CRI CUB DMA DOM ECU SLV GRD GTM GUY HTI HND JAM MEX NIC PAN PRY "
        "PER KNA LCA VCT SUR TTO URY VEN"
    ),
    "western": (
        "AND AUS AUT BEL CAN DNK FIN FRA DEU GRC ISL IRL ISR ITA LIE LUX MLT MCO NLD NZL NOR PRT SMR ESP SWE "
        "CHE TUR GBR USA"
    ),
}


def fill(apps: Any, schema_editor: Any) -> None:
    """Give each Member State its group, by the code that the seeds know it by."""
    party = apps.get_model("parties", "Party")
    for group, codes in GROUPS.items():
        party.objects.filter(code__in=codes.split(), kind="member_state").update(regional_group=group)


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_first_seat")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="regional_group",
            field=models.CharField(
                blank=True,
                choices=[
                    ("africa", "African States"),
                    ("asia_pacific", "Asia-Pacific States"),
                    ("eastern_europe", "Eastern European States"),
                    ("latin_america", "Latin American and Caribbean States"),
                    ("western", "Western European and other States"),
                ],
                default="",
                max_length=15,
                verbose_name="regional group",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
