"""Options that are numbers, counted nouns, sizes inside sentences and model numbers: which variant lies in the cart,
and how many. A hardware shop and a toy shop; said to our ears, and put into slots as Amazon may."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.intents.conftest import Conversation
from tests.intents.shops import Shop, cart, open_shop

Slots = dict[str, str]
OFFER = re.compile(r"Shall I put (one|it|them) in your cart\?$")

# fmt: off
# The words for a shop's products, and the resulting cart (after a yes, if one is offered).
REQUESTS: list[tuple[str, dict[str, int], str]] = [
    ("toy", {"school-5": 1}, """
        put the school shoes in size five in my cart | add size five school shoes to my cart | i'd like
        school shoes size five | i want a pair of school shoes in size five | school shoes size five
        please | add school shoes in a size five to my cart"""),
    ("toy", {"school-5": 2}, """
        two pairs of school shoes in size five please | put two school shoes size five in my cart | i'd
        like two of the size five school shoes"""),
    ("toy", {"school-6": 1}, """
        can i get the size six school shoes | order school shoes in size six"""),
    ("toy", {"school-4": 2}, "add two pairs of size four school shoes"),
    ("toy", {"puzzle-1000": 1}, """
        put the thousand piece castle puzzle in my cart | add the 1000 piece jigsaw to my cart | i want
        a castle jigsaw puzzle with a thousand pieces"""),
    ("toy", {"puzzle-500": 1}, """
        buy the five hundred piece jigsaw puzzle"""),
    ("toy", {"puzzle-500": 2}, "two five hundred piece puzzles please"),
    ("toy", {"puzzle-1000": 2}, """
        add two of the thousand piece jigsaw puzzles to my cart"""),
    ("toy", {"candle-5": 1}, """
        put a number candle five in my cart | i need a number five candle | add a number candle with the
        number five"""),
    ("toy", {"candle-7": 1}, """
        add number candle seven | a candle number seven please"""),
    ("toy", {"candle-3": 1}, "i'd like the number candle three"),
    ("toy", {"candle-5": 2}, "put two number candles five in my cart"),
    ("toy", {"candle-7": 3}, "three number candles the seven"),
    ("toy", {"candle-3": 2}, "two number three candles please"),
    ("toy", {"candle-5": 3}, "three number candles, the five please"),
    ("toy", {"raincoat-3": 1}, """
        i'd like the raincoat for three year olds | order a puddle raincoat for age three"""),
    ("toy", {"raincoat-5": 1}, """
        put a raincoat for a five year old in my cart | add the raincoat for five years | add the
        raincoat age five to my cart"""),
    ("toy", {"raincoat-3": 2}, """
        two raincoats for three year olds please"""),
    ("toy", {"pajamas-3": 1}, """
        i want the moonlight pajamas for a three year old | put the moonlight pajamas three to four
        years in my cart"""),
    ("toy", {"blocks-100": 1}, """
        add the set of a hundred blocks to my cart"""),
    ("toy", {"blocks-50": 1}, """
        put a set of fifty building blocks in my cart | add the building blocks set of fifty"""),
    ("toy", {"blocks-100": 2}, """
        two sets of a hundred building blocks please"""),
    ("toy", {"marbles-50": 1}, "put a bag of fifty marbles in my cart"),
    ("toy", {"marbles-20": 2}, "two bags of twenty marbles"),
    ("toy", {"football-5": 1}, "add a size five football"),
    ("toy", {"football-4": 1}, """
        football size four please | i want a size four match football in my cart"""),
    ("toy", {"football-5": 2}, "two footballs size five"),
    ("toy", {"boots-7-green": 1}, """
        put the hiking boots in size seven green in my cart"""),
    ("toy", {"boots-8-green": 1}, """
        add the green hiking boots in size eight"""),
    ("toy", {"boots-7-brown": 1}, "i'd like brown hiking boots size seven"),
    ("toy", {"boots-8-brown": 1}, "i want hiking boots in brown size eight"),
    ("toy", {"robot-200": 1}, """
        put the x two hundred robot in my cart | order a zip robot x two hundred | add the x200 to my
        cart | i want the x two hundred"""),
    ("toy", {"robot-300": 1}, """
        add the zip x 300 | i'd like the zip x three hundred robot"""),
    ("toy", {"robot-200": 2}, "buy two x 200 robots"),
    ("toy", {"robot-300": 2}, """
        two of the x three hundred robots please"""),
    ("hardware", {"ladder-5": 1}, "put the five foot ladder in my cart"),
    ("hardware", {"ladder-8": 1}, """
        i need an eight foot step ladder | step ladder eight feet please | i want the step ladder in
        eight foot"""),
    ("hardware", {"ladder-5": 2}, "add two of the five foot step ladders"),
    ("hardware", {"drill-250": 1}, """
        put the hammer drill 250 in my cart | add hammer drill two hundred and fifty"""),
    ("hardware", {"drill-500": 1}, """
        i'd like the 500 watt hammer drill | buy the hammer drill with five hundred watts | put the
        hammer drill five hundred watt in my cart"""),
    ("hardware", {"drill-250": 2}, "two 250 watt hammer drills"),
    ("hardware", {"sander-300": 1}, """
        add the orbital sander 300 | add the orbital sander model three hundred to my cart"""),
    ("hardware", {"sander-200": 1}, """
        put an orbital sander two hundred in my cart"""),
    ("hardware", {"sander-200": 2}, "two orbital sanders model 200 please"),
    ("hardware", {"screws-50": 1}, "a fifty pack of deck screws please"),
    ("hardware", {"screws-200": 1}, """
        put the 200 pack of deck screws in my cart | deck screws in the two hundred pack please | a pack
        of two hundred deck screws"""),
    ("hardware", {"screws-50": 2}, "two packs of fifty deck screws"),
    ("hardware", {"paint-5-white": 1}, """
        put five liters of white wall paint in my cart"""),
    ("hardware", {"paint-1-green": 1}, "a one liter tin of green wall paint"),
    ("hardware", {"paint-5-white": 2}, "add two five liter tins of wall paint in white"),
    ("hardware", {"paint-5-green": 1}, """
        i'd like the wall paint in green five liters"""),
    ("hardware", {"grit-80": 1}, """
        sanding sheets grit eighty please | add eighty grit sanding sheets"""),
    ("hardware", {"grit-120": 1}, """
        put the 120 grit sanding sheets in my cart"""),
    ("hardware", {"grit-120": 3}, "three 120 grit sanding sheets"),
    ("hardware", {"grit-120": 5}, "five sanding sheets in grit 120 please"),
    ("hardware", {"bit-10": 1}, "a ten millimeter masonry bit"),
    ("hardware", {"bit-6": 2}, "two six millimeter masonry bits please"),
    ("hardware", {"bit-6": 1}, "add the six mil masonry bit"),
    ("hardware", {"compost-40": 1}, "a forty liter bag of potting compost"),
    ("hardware", {"compost-20": 3}, """
        three twenty liter bags of potting compost please"""),
    ("hardware", {"compost-40": 3}, """
        three bags of the forty liter potting compost"""),
    ("hardware", {"compost-20": 1}, "potting compost twenty liters please"),
    ("hardware", {"cement-20": 1}, "a twenty kilo bag of cement"),
    ("hardware", {"cement-5": 2}, "two five kilo bags of cement"),
    ("hardware", {"driver-50": 1}, """
        put the m 50 in my cart | add the m fifty impact driver | add the m50"""),
    ("hardware", {"driver-80": 1}, "i'd like the torque m eighty"),
    ("hardware", {"driver-80": 2}, "two m 80 impact drivers please"),
    ("hardware", {"router-7": 1}, """
        put the series seven router in my cart | i want the plunge router series seven | get me the
        oakley series 7"""),
    ("hardware", {"router-9": 1}, "add the series nine"),
    ("hardware", {"router-9": 2}, "two series nine plunge routers"),
    ("hardware", {"washer": 1}, """
        add the jetstream x two hundred | put the x 200 pressure washer in my cart | i'd like an x two
        hundred pressure washer please | order the x two hundred"""),
    ("hardware", {"washer": 2}, """
        two jetstream x two hundred pressure washers"""),
    ("hardware", {"tape": 3}, "three rolls of masking tape"),
    ("hardware", {"varnish": 2}, "two tins of floor varnish please"),
    ("hardware", {"wallpaper": 2}, "a couple of rolls of wallpaper"),
    ("hardware", {"plank": 6}, "six decking boards"),
    ("hardware", {"gloves": 3}, "three pairs of work gloves"),
    ("hardware", {"glue": 2}, "two tubes of wood glue"),
]

# The first words, the resulting cart, and the answers that lead there.
ANSWERS: list[tuple[str, tuple[str, ...], dict[str, int], str]] = [
    ("toy", ("put the school shoes in my cart",), {"school-5": 2}, "two pairs in a five | two pairs of the fives"),
    ("toy", ("put the small kite in my cart",), {"kite-large": 1}, "sorry i meant a large one"),
    ("hardware", ("is the ivy wallpaper in stock",), {"wallpaper": 6}, "i need about six rolls | i'd need six rolls"),
    ("toy", ("put the school shoes in my cart",), {"school-5": 1}, """
        five | the five | size five please | a five | five please | a size five | size 5 | in a five |
        in size five | the size five | number five | i need a five | i'd like a five | i'll take the
        five | the size five please | make it a five | let's say five | i think five | five i think |
        size five i think | she's a five | he takes a five | he wears a size five | size five thanks |
        uh five | well a five then | i want size five | can i get a five | i'll have the five | the
        fives | five should do | a five should be fine | give me the five | in five please | that would
        be a five | it should be five | go for five | the number five"""),
    ("toy", ("put the school shoes in my cart",), {}, """
        nine | size nine | a nine please | the nine | number nine | i need a nine"""),
    ("toy", ("put the school shoes in my cart", "nine"), {"school-6": 1}, "six"),
    ("toy", ("put the school shoes in my cart", "size nine"), {"school-6": 1}, "six"),
    ("toy", ("put the school shoes in my cart", "a nine please"), {"school-6": 1}, "six"),
    ("toy", ("put the school shoes in my cart", "the nine"), {"school-6": 1}, "six"),
    ("toy", ("put the school shoes in my cart", "number nine"), {"school-6": 1}, "six"),
    ("toy", ("put the school shoes in my cart", "i need a nine"), {"school-6": 1}, "six"),
    ("hardware", ("add the step ladder",), {"ladder-5": 1}, """
        five foot | the five foot one | five | sorry the five foot ladder"""),
    ("hardware", ("add the step ladder",), {"ladder-8": 1}, """
        the eight | eight feet please | i need the eight foot ladder | the eight footer | eight foot
        will do | oh the eight foot one please"""),
    ("hardware", ("add a hammer drill",), {"drill-250": 1}, """
        250 | two hundred and fifty watts | the two fifty"""),
    ("hardware", ("add a hammer drill",), {"drill-500": 1}, """
        five hundred | the five hundred watt one | the 500 watt drill please"""),
    ("hardware", ("add an orbital sander",), {"sander-300": 1}, "the three hundred"),
    ("hardware", ("add an orbital sander",), {"sander-200": 1}, "model two hundred | 200 please"),
    ("hardware", ("add the deck screws",), {"screws-50": 1}, """
        fifty | a pack of fifty | box of fifty | the fifty pack would be great"""),
    ("hardware", ("add the deck screws",), {"screws-200": 1}, """
        the two hundred | the pack of two hundred please"""),
    ("hardware", ("add the wall paint in white",), {"paint-5-white": 1}, """
        five | the five liter | the five liter tin please"""),
    ("hardware", ("add the wall paint in white",), {"paint-1-white": 1}, "one liter | one"),
    ("hardware", ("add sanding sheets",), {"grit-80": 1}, "eighty | the eighty grit ones"),
    ("hardware", ("add sanding sheets",), {"grit-120": 1}, "grit 120 | 120 grit please"),
    ("hardware", ("add a masonry bit",), {"bit-6": 1}, "six"),
    ("hardware", ("add a masonry bit",), {"bit-10": 1}, "the ten millimeter please"),
    ("hardware", ("add potting compost",), {"compost-40": 1}, """
        the forty liter bag | sorry, the forty liter bag | forty | the forty liter bag please | i meant
        the forty liter bag | let's go with the forty liter bag | hmm forty liters i guess"""),
    ("hardware", ("add potting compost",), {"compost-20": 1}, "oh, twenty liters is fine"),
    ("hardware", ("add cement",), {"cement-20": 1}, """
        twenty | twenty kilos please | a twenty kilo one"""),
    ("hardware", ("add cement",), {"cement-5": 1}, "the five kilo bag"),
    ("hardware", ("add two step ladders",), {"ladder-5": 2}, "five"),
    ("hardware", ("add two step ladders",), {"ladder-8": 2}, "the eight foot ones please"),
    ("hardware", ("add three bags of potting compost",), {"compost-40": 3}, "forty liters"),
    ("hardware", ("add potting compost",), {"compost-40": 2}, """
        two of the forty liter bags | two forty liter bags please"""),
    ("hardware", ("add a masonry bit",), {"bit-6": 3}, "three of the six millimeter ones"),
    ("hardware", ("add the impact driver",), {"driver-80": 1}, "the m eighty | the eighty"),
    ("hardware", ("add the impact driver",), {"driver-50": 1}, "m 50 please"),
    ("hardware", ("add a plunge router",), {"router-9": 1}, "the series nine"),
    ("hardware", ("add a plunge router",), {"router-7": 1}, "series seven please | the seven"),
    ("toy", ("add the castle jigsaw puzzle",), {"puzzle-1000": 1}, """
        the thousand piece one | a thousand | one thousand please | the 1000 | 1000 pieces please | the
        thousand piece puzzle"""),
    ("toy", ("add the castle jigsaw puzzle",), {"puzzle-500": 1}, """
        the one with five hundred pieces | five hundred pieces"""),
    ("toy", ("add a number candle",), {"candle-5": 1}, "five | number five"),
    ("toy", ("add a number candle",), {"candle-7": 1}, "the seven | number seven please"),
    ("toy", ("add a number candle",), {"candle-3": 1}, "a three please | the number three"),
    ("toy", ("add two number candles",), {"candle-5": 2}, "the five"),
    ("toy", ("add three number candles",), {"candle-7": 3}, "seven"),
    ("toy", ("add three number candles",), {"candle-3": 3}, "the three"),
    ("toy", ("add a number candle",), {"candle-5": 2}, """
        two of the fives | two fives please | two of number five"""),
    ("toy", ("add the puddle raincoat",), {"raincoat-3": 1}, """
        for a three year old | three | she's three | he is three years old"""),
    ("toy", ("add the puddle raincoat",), {"raincoat-5": 1}, """
        five years | five year olds | age five | my son is five | the one for five year olds"""),
    ("toy", ("add the moonlight pajamas",), {"pajamas-3": 1}, "three to four | for a three year old"),
    ("toy", ("add the moonlight pajamas",), {"pajamas-5": 1}, "five to six years | five"),
    ("toy", ("add the building blocks",), {"blocks-100": 1}, """
        a hundred | the set of a hundred | one hundred blocks please | the hundred"""),
    ("toy", ("add the building blocks",), {"blocks-50": 1}, "fifty"),
    ("toy", ("add the glass marbles",), {"marbles-50": 1}, "fifty | the fifty bag"),
    ("toy", ("add the glass marbles",), {"marbles-20": 1}, "the bag of twenty"),
    ("toy", ("add the match football",), {"football-4": 1}, "four"),
    ("toy", ("add the match football",), {"football-5": 1}, "size five please"),
    ("toy", ("add two footballs",), {"football-5": 2}, "a five"),
    ("toy", ("add the match football",), {"football-5": 2}, """
        two of the size five | two of the fives | two size fives"""),
    ("toy", ("add the match football",), {"football-4": 3}, "three in size four please"),
    ("toy", ("add the hiking boots",), {"boots-7-brown": 1}, "size seven in brown"),
    ("toy", ("add the hiking boots",), {"boots-8-green": 1}, "eight green | an eight in green please"),
    ("toy", ("add the hiking boots in brown",), {"boots-7-brown": 1}, "seven"),
    ("toy", ("add hiking boots in green",), {"boots-8-green": 1}, "an eight"),
    ("toy", ("add hiking boots",), {"boots-7-green": 1}, "oh and i meant the seven in green"),
    ("toy", ("add the robot",), {"robot-200": 1}, "the x two hundred"),
    ("toy", ("add the hiking boots", "seven"), {"boots-7-brown": 1}, "brown"),
    ("toy", ("add the hiking boots", "green"), {"boots-8-green": 1}, "eight"),
    ("toy", ("do you have waxed shoelaces",), {"laces": 2}, "two | two pairs"),
    ("toy", ("do you have waxed shoelaces",), {"laces": 3}, "three pairs please"),
    ("hardware", ("do you have masking tape",), {"tape": 3}, """
        three rolls please | three rolls | yes please three rolls | i'll take three rolls | yes three |
        let me have three rolls | can i have three rolls | i'd like three rolls please | three rolls of
        it | three reels | okay three rolls"""),
    ("hardware", ("do you have masking tape",), {"tape": 1}, """
        just the one please | just one | only one | the one | a single one | one's enough | one is
        enough | just the one roll | one roll please | a roll please | one will do | just a single roll
        | one is fine | one only | just one please | only the one | yes but just one"""),
    ("hardware", ("do you have masking tape",), {"tape": 4}, """
        make it four rolls | four tapes please | let's do four rolls | four rolls of that please"""),
    ("hardware", ("do you have masking tape",), {"tape": 2}, """
        a couple of rolls | a couple | yes two rolls | two tapes | two of those please | just two rolls
        please | i'd like two | two masking tapes | yes a couple of rolls please | yeah make it two
        rolls | sure give me two"""),
    ("hardware", ("do you have masking tape",), {"tape": 5}, "give me five rolls"),
    ("hardware", ("do you have masking tape",), {"tape": 6}, """
        i need six rolls | six would do | half a dozen rolls"""),
    ("hardware", ("do you have masking tape",), {"tape": 12}, "a dozen please"),
    ("hardware", ("how much is the floor varnish",), {"varnish": 2}, "two tins | two cans please"),
    ("hardware", ("how much is the floor varnish",), {"varnish": 4}, "make it four tins"),
    ("hardware", ("how much is the floor varnish",), {"varnish": 1}, "just the one tin"),
    ("hardware", ("how much is the floor varnish",), {"varnish": 3}, "three cans of it"),
    ("hardware", ("put two masking tapes in my cart",), {"tape": 3}, """
        three rolls please | actually three rolls | actually make that three rolls | sorry i meant three
        rolls | i said three | let's make it three rolls | no wait three rolls | three rolls instead | i
        want three rolls | i'd like three rolls | i need three rolls"""),
    ("hardware", ("put two masking tapes in my cart", "yes"), {"tape": 3}, """
        three rolls please | actually three rolls | actually make that three rolls | sorry i meant three
        rolls | i said three | let's make it three rolls | no wait three rolls | three rolls instead | i
        want three rolls | i'd like three rolls | i need three rolls"""),
    ("hardware", ("put two masking tapes in my cart",), {"tape": 1}, """
        just the one please | only one | just one roll | no just the one | i only need one roll | one's
        enough | a single one | just a single one | one roll is enough | make it one roll"""),
    ("hardware", ("put two masking tapes in my cart", "yes"), {"tape": 1}, """
        just the one please | only one | just one roll | no just the one | i only need one roll | one's
        enough | a single one | just a single one | one roll is enough | make it one roll"""),
    ("hardware", ("put two masking tapes in my cart",), {"tape": 4}, """
        make it four rolls | can you make that four rolls | no four rolls | i meant four rolls | four
        rolls i meant"""),
    ("hardware", ("put two masking tapes in my cart", "yes"), {"tape": 4}, """
        make it four rolls | can you make that four rolls | no four rolls | i meant four rolls | four
        rolls i meant"""),
    ("hardware", ("put two masking tapes in my cart",), {"tape": 2}, """
        a couple of rolls | two rolls | make it two | let's do two rolls instead"""),
    ("hardware", ("put two masking tapes in my cart", "yes"), {"tape": 2}, """
        a couple of rolls | two rolls | make it two | let's do two rolls instead"""),
    ("hardware", ("put two masking tapes in my cart",), {"tape": 5}, "change it to five rolls"),
    ("hardware", ("put two masking tapes in my cart", "yes"), {"tape": 5}, "change it to five rolls"),
    ("hardware", ("put two masking tapes in my cart",), {"tape": 6}, "wait make it six rolls"),
    ("hardware", ("put two masking tapes in my cart", "yes"), {"tape": 6}, "wait make it six rolls"),
    ("hardware", ("put two decking boards in my cart",), {"plank": 4}, "make it four boards"),
    ("hardware", ("put two decking boards in my cart",), {"plank": 3}, "three boards please"),
    ("hardware", ("put two decking boards in my cart",), {"plank": 1}, "just the one board"),
    ("toy", ("put two dinosaur stickers in my cart",), {"stickers": 3}, "three sheets please"),
    ("toy", ("put two dinosaur stickers in my cart",), {"stickers": 5}, "make it five sheets"),
    ("toy", ("put two dinosaur stickers in my cart",), {"stickers": 4}, "four sets"),
    ("toy", ("put two dinosaur stickers in my cart",), {"stickers": 1}, "just the one sheet"),
    ("toy", ("put the wooden train in my cart",), {"train": 2}, "two trains"),
    ("toy", ("put the wooden train in my cart",), {"train": 3}, "make it three trains"),
    ("toy", ("put the wooden train in my cart",), {"train": 1}, "just one train please"),
    ("toy", ("put the blue modeling clay in my cart",), {"clay-blue": 2}, "two tubs please"),
    ("toy", ("put the blue modeling clay in my cart",), {"clay-blue": 3}, "make it three blocks"),
    ("hardware", ("put two hundred masking tapes in my cart",), {"tape": 3}, "three rolls | three rolls please"),
    ("hardware", ("put two hundred masking tapes in my cart",), {"tape": 1}, """
        just the one | only one please | one's enough | the one | one roll will do"""),
    ("hardware", ("put two hundred masking tapes in my cart",), {"tape": 2}, "a couple of rolls | two"),
    ("hardware", ("put two hundred masking tapes in my cart",), {"tape": 4}, "make it four | four of them"),
    ("hardware", ("put two hundred masking tapes in my cart",), {"tape": 5}, "let's say five rolls"),
    ("hardware", ("put two hundred masking tapes in my cart",), {"tape": 6}, "six rolls would be good"),
    ("hardware", ("add the twenty liter potting compost",), {"compost-40": 1}, """
        sorry, the forty liter bag | no the forty liter bag please | actually can you make that the
        forty liter bag | oh and i meant the forty liter one | make it the forty liter bag | could i
        have the forty liter bag instead | i wanted the forty liter one | change it to the forty liter
        bag | i'd rather have the forty liter bag | can i get that in forty liters | hang on i need the
        forty liter bag | sorry i should have said forty liters"""),
    ("hardware", ("add the five kilo cement",), {"cement-20": 1}, """
        actually can you make that the twenty kilo bag | make that twenty kilos | the twenty kilo bag i
        mean"""),
    ("hardware", ("add the five foot step ladder",), {"ladder-8": 1}, """
        oh wait the eight foot one | swap it for the eight foot one | i think i need the eight foot
        ladder"""),
    ("hardware", ("put the wall paint one liter in white in my cart",), {"paint-5-green": 1}, """
        oh and i meant the five liter one in green"""),
    ("hardware", ("put the wall paint one liter in white in my cart",), {"paint-1-green": 1}, "sorry in green"),
    ("hardware", ("put the wall paint one liter in white in my cart",), {"paint-5-white": 1},
     "actually the five liter tin"),
    ("hardware", ("add the fifty pack of deck screws",), {"screws-200": 1}, """
        no make that the two hundred pack | actually the pack of two hundred"""),
    ("hardware", ("put the 250 watt hammer drill in my cart",), {"drill-500": 1}, """
        no the 500 watt one | sorry i meant the five hundred watt drill"""),
    ("toy", ("put the small kite in my cart",), {"kite-large": 1}, """
        oh and i meant the large one | actually can you make that the large one | sorry the large kite |
        could you make it a large"""),
    ("toy", ("put the hiking boots size seven in brown in my cart",), {"boots-8-green": 1},
     "oh and i meant the eight in green"),
    ("toy", ("put the hiking boots size seven in brown in my cart",), {"boots-8-brown": 1}, """
        sorry size eight | make it size eight | actually in a size eight please"""),
    ("toy", ("put the hiking boots size seven in brown in my cart",), {"boots-7-green": 1},
     "can i have those in green"),
    ("toy", ("put the five hundred piece castle puzzle in my cart",), {"puzzle-1000": 1}, """
        actually can you make that the thousand piece one | no the thousand piece puzzle | sorry a
        thousand pieces"""),
    ("toy", ("put number candle five in my cart",), {"candle-7": 1}, """
        sorry number seven | no the seven | i meant the number seven"""),
    ("toy", ("put number candle five in my cart",), {"candle-3": 1}, "actually the number three candle"),
    ("toy", ("put the size four school shoes in my cart",), {"school-5": 1}, """
        sorry size five | no size five | make that a size five | in a five please"""),
    ("toy", ("put the size four school shoes in my cart",), {"school-4": 2}, "two pairs please | make it two pairs"),
    ("toy", ("put the size four school shoes in my cart",), {"school-6": 1}, "actually i need a size six"),
    ("toy", ("put the raincoat for three year olds in my cart",), {"raincoat-5": 1}, """
        sorry for five year olds | actually for a five year old"""),
]

# The first words, and the intents and slots in which Amazon may put the next ones.
HEARD_BY_AMAZON: list[tuple[str, list[str], str, Slots, dict[str, int]]] = [
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"quantity": "5"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"option": "5"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"option": "five"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"option": "size five"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"option": "size 5"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"product": "five"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"product": "size five"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"product": "5"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AddToCartIntent", {"quantity": "5"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "ChangeCartIntent", {"quantity": "5"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"product": "the five"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AddToCartIntent", {"product": "size five"}, {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AddToCartIntent", {"quantity": "5", "product": "one"},
     {"school-5": 1}),
    ("toy", ["put the school shoes in my cart"], "AnswerIntent", {"quantity": "9"}, {}),
    ("toy", ["put the school shoes in my cart"], "AddToCartIntent", {"quantity": "9"}, {}),
    ("toy", [], "AddToCartIntent", {"quantity": "5", "product": "school shoes"}, {}),
    ("toy", [], "AddToCartIntent", {"product": "size five school shoes"}, {"school-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "school shoes", "option": "5"}, {"school-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "school shoes", "option": "five"}, {"school-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "school shoes", "option": "size five"}, {"school-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "school shoes size 5"}, {"school-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "school shoes in a five"}, {"school-5": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "2", "product": "size five school shoes"}, {"school-5": 2}),
    ("toy", [], "AddToCartIntent", {"quantity": "2", "option": "5", "product": "school shoes"},
     {"school-5": 2}),
    ("toy", [], "AddToCartIntent", {"quantity": "1000", "product": "piece castle jigsaw puzzle"},
     {"puzzle-1000": 1}),
    ("toy", [], "AddToCartIntent", {"product": "1000 piece jigsaw"}, {"puzzle-1000": 1}),
    ("toy", [], "AddToCartIntent", {"option": "1000", "product": "piece puzzle"}, {"puzzle-1000": 1}),
    ("toy", [], "AddToCartIntent", {"product": "number candle five"}, {"candle-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "number candle", "option": "5"}, {"candle-5": 1}),
    ("toy", [], "AddToCartIntent", {"product": "number 5 candle"}, {"candle-5": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "5", "product": "number candle"}, {}),
    ("toy", [], "AddToCartIntent", {"quantity": "3", "product": "number candles the seven"}, {"candle-7": 3}),
    ("toy", [], "AddToCartIntent", {"quantity": "3", "option": "seven", "product": "number candles"},
     {"candle-7": 3}),
    ("toy", [], "AddToCartIntent", {"product": "raincoat for three year olds"}, {"raincoat-3": 1}),
    ("toy", [], "AddToCartIntent", {"product": "raincoat", "option": "3 years"}, {"raincoat-3": 1}),
    ("toy", [], "AddToCartIntent", {"product": "raincoat", "option": "three year olds"}, {"raincoat-3": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "3", "product": "year old raincoat"}, {"raincoat-3": 1}),
    ("toy", [], "AddToCartIntent", {"product": "set of 100 blocks"}, {"blocks-100": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "100", "product": "blocks set"}, {"blocks-100": 1}),
    ("toy", [], "AddToCartIntent", {"product": "set of 100 building blocks"}, {"blocks-100": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "2", "product": "sets of 100 building blocks"},
     {"blocks-100": 2}),
    ("toy", [], "AddToCartIntent", {"product": "x 200 robot"}, {"robot-200": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "200", "product": "x robot"}, {"robot-200": 1}),
    ("toy", [], "AddToCartIntent", {"product": "zip x two hundred"}, {"robot-200": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "2", "product": "x 200 robots"}, {"robot-200": 2}),
    ("toy", [], "AddToCartIntent", {"product": "x200"}, {"robot-200": 1}),
    ("toy", [], "AddToCartIntent", {"quantity": "2", "product": "footballs size five"}, {"football-5": 2}),
    ("toy", [], "AddToCartIntent", {"quantity": "2", "option": "5", "product": "footballs"}, {"football-5": 2}),
    ("hardware", [], "AddToCartIntent", {"quantity": "5", "product": "foot ladder"}, {"ladder-5": 1}),
    ("hardware", [], "AddToCartIntent", {"product": "five foot ladder"}, {"ladder-5": 1}),
    ("hardware", [], "AddToCartIntent", {"option": "5 ft", "product": "ladder"}, {"ladder-5": 1}),
    ("hardware", [], "AddToCartIntent", {"option": "five foot", "product": "ladder"}, {"ladder-5": 1}),
    ("hardware", [], "AddToCartIntent", {"option": "5", "product": "foot ladder"}, {"ladder-5": 1}),
    ("hardware", [], "AddToCartIntent", {"option": "5", "product": "step ladder"}, {"ladder-5": 1}),
    ("hardware", [], "AddToCartIntent", {"product": "hammer drill 250"}, {"drill-250": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "250", "product": "watt hammer drill"}, {"drill-250": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "250", "product": "hammer drill"}, {}),
    ("hardware", [], "AddToCartIntent", {"product": "m 50"}, {"driver-50": 1}),
    ("hardware", [], "AddToCartIntent", {"product": "m fifty impact driver"}, {"driver-50": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "50", "product": "m impact driver"}, {"driver-50": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "80", "product": "torque m"}, {"driver-80": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "7", "product": "series router"}, {"router-7": 1}),
    ("hardware", [], "AddToCartIntent", {"product": "series seven"}, {"router-7": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "7", "product": "series"}, {"router-7": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "200", "product": "x pressure washer"}, {"washer": 1}),
    ("hardware", [], "AddToCartIntent", {"product": "orbital sander 300"}, {"sander-300": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "2", "product": "orbital sander 300"}, {"sander-300": 2}),
    ("hardware", [], "AddToCartIntent", {"quantity": "3", "product": "rolls of masking tape"}, {"tape": 3}),
    ("hardware", [], "AddToCartIntent", {"quantity": "4", "product": "boards of decking"}, {"plank": 4}),
    ("hardware", [], "AddToCartIntent", {"quantity": "80", "product": "grit sanding sheets"}, {"grit-80": 1}),
    ("hardware", [], "AddToCartIntent", {"quantity": "2", "product": "40 liter bags of potting compost"},
     {"compost-40": 2}),
    ("hardware", ["do you have masking tape"], "AddToCartIntent", {"quantity": "3", "product": "rolls"},
     {"tape": 3}),
    ("hardware", ["do you have masking tape"], "AnswerIntent", {"quantity": "3"}, {"tape": 3}),
    ("hardware", ["do you have masking tape"], "AddToCartIntent", {"quantity": "3", "product": "tapes"},
     {"tape": 3}),
    ("hardware", ["do you have masking tape"], "AnswerIntent", {"product": "three rolls"}, {"tape": 3}),
    ("hardware", ["put two masking tapes in my cart"], "AddToCartIntent", {"quantity": "3", "product": "rolls"},
     {"tape": 3}),
    ("hardware", ["put two masking tapes in my cart"], "ChangeCartIntent", {"quantity": "4", "product": "rolls"},
     {"tape": 4}),
    ("hardware", ["put two masking tapes in my cart"], "ChangeCartIntent", {"quantity": "1", "product": "one"},
     {"tape": 1}),
    ("hardware", ["put two masking tapes in my cart"], "AnswerIntent", {"product": "just the one"},
     {"tape": 1}),
    ("hardware", ["put two hundred masking tapes in my cart"], "AnswerIntent", {"quantity": "3", "product": "rolls"},
     {"tape": 3}),
    ("hardware", ["put two hundred masking tapes in my cart"], "AddToCartIntent", {"quantity": "3", "product": "rolls"},
     {"tape": 3}),
    ("hardware", ["put two hundred masking tapes in my cart"], "AnswerIntent", {"product": "rolls", "quantity": "2"},
     {"tape": 2}),
    ("hardware", ["add the step ladder"], "AnswerIntent", {"quantity": "5", "product": "foot"},
     {"ladder-5": 1}),
    ("hardware", ["add the step ladder"], "AnswerIntent", {"option": "five foot"}, {"ladder-5": 1}),
    ("hardware", ["add the step ladder"], "AnswerIntent", {"product": "eight foot"}, {"ladder-8": 1}),
    ("hardware", ["add the step ladder"], "AddToCartIntent", {"quantity": "8", "product": "foot ladder"},
     {"ladder-8": 1}),
    ("hardware", ["add potting compost"], "AnswerIntent", {"product": "forty liter bag"}, {"compost-40": 1}),
    ("hardware", ["add potting compost"], "AddToCartIntent", {"quantity": "40", "product": "liter bag"},
     {"compost-40": 1}),
    ("hardware", ["add the twenty liter potting compost"], "ChangeCartIntent",
     {"quantity": "40", "product": "liter bag"},
     {"compost-40": 1}),
    ("hardware", ["add the twenty liter potting compost"], "SwapProductIntent", {"product": "forty liter bag"},
     {"compost-40": 1}),
    ("hardware", ["add a hammer drill"], "AnswerIntent", {"quantity": "250"}, {"drill-250": 1}),
    ("hardware", ["add a hammer drill"], "AnswerIntent", {"option": "250 watt"}, {"drill-250": 1}),
]
# fmt: on
FIRST_REQUESTS = [(shop, (), lines, texts) for shop, lines, texts in REQUESTS]
CASES = [
    (shop, first, text.strip(), lines)
    for shop, first, lines, texts in [*FIRST_REQUESTS, *ANSWERS]
    for text in texts.replace("\n", " ").split("|")
]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shop]:
    return {name: open_shop(name, tmp_path_factory.mktemp(name)) for name in ("hardware", "toy")}


@pytest.fixture
def visit(shops: dict[str, Shop], tmp_path: Path) -> Iterator[Callable[[str], Conversation]]:
    """A stranger in the shop of that name."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(shops[name].visited(tmp_path))


@pytest.mark.parametrize(("shop", "first", "words", "lines"), CASES, ids=[f"{c[1][-1:]} {c[2]}" for c in CASES])
def test_the_right_variant_in_the_right_number_is_in_the_cart(
    visit: Callable[[str], Conversation], shop: str, first: tuple[str, ...], words: str, lines: dict[str, int]
) -> None:
    conversation = visit(shop)

    speech = conversation.speech(*first, words)
    if OFFER.search(speech):
        conversation.say("yes")

    assert cart(conversation, shop) == lines, speech


@pytest.mark.parametrize(
    ("shop", "first", "intent", "slots", "lines"), HEARD_BY_AMAZON, ids=[f"{c[1]} {c[3]}" for c in HEARD_BY_AMAZON]
)
def test_the_right_variant_is_in_the_cart_however_amazon_parts_the_words(
    visit: Callable[[str], Conversation],
    shop: str,
    first: list[str],
    intent: str,
    slots: Slots,
    lines: dict[str, int],
) -> None:
    conversation = visit(shop)

    if first:
        conversation.say(*first)
    answer = conversation.echo.intent(intent, {name: {"value": value} for name, value in slots.items()}).speech

    assert cart(conversation, shop) == lines, answer


@pytest.mark.parametrize("words", ["nine", "size nine", "a nine please", "the nine", "i need a nine"])
def test_says_which_numbers_there_are_for_one_that_is_not_offered(
    visit: Callable[[str], Conversation], words: str
) -> None:
    conversation = visit("toy")

    speech = conversation.speech("put the school shoes in my cart", words)

    assert speech.endswith("They come in 4, 5, and 6. Which one would you like?")
    assert cart(conversation, "toy") == {}
