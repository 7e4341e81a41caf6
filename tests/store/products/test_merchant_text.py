"""What merchants write, as it is read aloud."""

import pytest

from voice_skill.store.products.merchant_text import plain, sentences, without_shortcodes


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Keep below 5 °C; height < 12 cm", "Keep below 5 °C; height less than 12 cm"),
        ("fits wrists >16 cm and <= 21 cm", "fits wrists more than 16 cm and at most 21 cm"),
        ("≥90 % wool, ≤ 10 % silk", "at least 90 % wool, at most 10 % silk"),
        ("I <3 mugs", "I love mugs"),
        ("Made with <3.", "Made with love."),
        ("With <3 g of fat, with <3.5 g of salt", "With less than 3 g of fat, with less than 3.5 g of salt"),
        ("Not for ages <3", "Not for ages less than 3"),
        ("<p>Weight &lt; 2 kg</p><b>Made</b> of oak", "Weight less than 2 kgMade of oak"),
        ("a < b and c > d", "a < b and c > d"),
        ("Kitchen > Mugs", "Kitchen > Mugs"),
        ("<!-- a note -->Blue<br/>mug", "Bluemug"),
        ("<3 & <b>more</b>", "less than 3 & more"),
    ],
)
def test_a_sign_that_opens_no_tag_is_text_and_said_in_words(written: str, said: str) -> None:
    assert plain(written) == said


def test_signs_stay_in_a_language_without_words_for_them() -> None:
    assert plain("poids < 2 kg", "fr-FR") == "poids < 2 kg"
    assert plain("Gewicht < 2 kg", "de-DE") == "Gewicht weniger als 2 kg"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[vc_row][vc_column width="1/2"]Roasted by hand.[/vc_column][/vc_row]', "Roasted by hand."),
        ('[et_pb_text _builder_version="4.9"]Warm.[/et_pb_text]', "Warm."),
        ('Warm. [gallery ids="3,4" columns="2"]', "Warm."),
        ("[contact-form-7] Warm.", "Warm."),
        ('[caption id="a" width="300"]A jug[/caption] Warm.', "A jug Warm."),
        ("[tab]Size[/tab] Warm.", "Size Warm."),
        ("[vc_raw_html]JTNDZGl2JTNF[/vc_raw_html]Warm.", "Warm."),
        ("[color=red]Warm[/color]", "Warm"),
        ('{{widget type="Magento\\Block"}} Warm. {% include "x" %}', "Warm."),
        ("[fusion_separator /]Warm.", "Warm."),
        ("Jar [new] [BPA-free] [500 ml] [Set of 3]", "Jar [new] [BPA-free] [500 ml] [Set of 3]"),
        ("From [1, 2] to {x}", "From [1, 2] to {x}"),
    ],
)
def test_shortcodes_are_not_said_and_what_stands_between_them_is(written: str, said: str) -> None:
    assert without_shortcodes(written) == plain(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Certified2 HDMI ports", "Certified 2 HDMI ports"),
        ("four USB portsRuns for ten hours", "four USB ports. Runs for ten hours"),
        ("64GBLinux preinstalled", "64GB Linux preinstalled"),
        ("Soft cotton.Wash warm,Dry flat.", "Soft cotton. Wash warm, Dry flat."),
        ("OverviewYou will like it", "Overview. You will like it"),
        ("iPhone and eBay", "iPhone and eBay"),
        ("KitchenAid, PlayStation, DeWalt, GmbH, kWh", "KitchenAid, PlayStation, DeWalt, GmbH, kWh"),
        ("mp3, H2O, B12, 4K, 2in1, Wi-Fi 6E", "mp3, H2O, B12, 4K, 2in1, Wi-Fi 6E"),
        ("see www.ShopExample.com/ABCdef2Go", "see www.ShopExample.com/ABCdef2Go"),
    ],
)
def test_texts_that_ran_together_are_said_apart_and_names_stay_whole(written: str, said: str) -> None:
    assert plain(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Height35cm folded", ["Height 35cm folded"]),
        ("Width80cmHeight75cm", ["Width 80cm.", "Height 75cm"]),
        ("Capacity2.5LPower1800W", ["Capacity 2.5L.", "Power 1800W"]),
        ("Color: WalnutSize: LargeMaterial: Oak", ["Color: Walnut.", "Size: Large.", "Material: Oak"]),
        ("SizeLargeColorWalnut", ["Size Large.", "Color Walnut"]),
        ("MaterialOakWeight12kg", ["Material Oak.", "Weight 12kg"]),
        ("Collar: LacePocket: None", ["Collar: Lace.", "Pocket: None"]),
        ("QuickDryStretchFitOdorFree shirt. For running.", ["For running."]),
        ("PowerBook, ColorFul, AppleCare, MemoryFoam", ["PowerBook, ColorFul, AppleCare, MemoryFoam"]),
        ("Size: 42, not 2in1; Xbox360, Model3", ["Size: 42, not 2in1; Xbox360, Model3"]),
        ("Seen on YouTube: three million times", ["Seen on YouTube: three million times"]),
    ],
)
def test_tables_that_ran_together_are_parted_where_that_is_sure(written: str, said: list[str]) -> None:
    assert sentences(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", ""),
        ("Made of oak. Sed do eiusmod tempor incididunt ut labore. Oiled twice.", "Made of oak. Oiled twice."),
        ("Pellentesque habitant morbi tristique senectus et netus. For tea.", "For tea."),
        ("LOREM IPSUM", ""),
        ("N/A", ""),
        ("TBD", ""),
        ("null", ""),
        ("–", ""),
        ("Non contiene glutine, adatto anche ai vegani.", "Non contiene glutine, adatto anche ai vegani."),
        ("A class of its own. In magna form.", "A class of its own. In magna form."),
    ],
)
def test_placeholders_are_not_said(written: str, said: str) -> None:
    assert plain(written) == said


def test_sentences_end_where_lines_and_lists_do() -> None:
    assert sentences("<ul><li>Holds &lt; 2 l</li><li>[b]Oak[/b]</li></ul>") == ["Holds less than 2 l", "Oak"]
