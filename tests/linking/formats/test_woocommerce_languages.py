"""WooCommerce's exports of admins who work in another language than English, and types that extensions add."""

import csv
from io import StringIO

import pytest

from tests.linking.formats.conftest import Read, ReadFeed

# In the exporter's order: id, type, SKU, GTIN, name, published, featured, visibility, short description, description,
# sale starts, sale ends, tax status, tax class, in stock, stock, low stock, backorders, sold individually, weight,
# length, width, height, reviews, note, sale price, regular price, categories, tags, shipping class, images, download
# limit and expiry, parent, grouped, upsells, cross-sells, URL, button, position; then name, value, visible, global of
# the first attribute.
HEADERS = {
    "fr": """ID|Type|UGS|GTIN, UPC, EAN ou ISBN|Nom|Publié|Mis en avant ?|Visibilité dans le catalogue
|Description courte|Description|Date de début de promo|Date de fin de promo|État de la TVA|Classe de TVA
|En stock ?|Stock|Montant de stock faible|Autoriser les commandes de produits en rupture ?
|Vendre individuellement ?|Poids (kg)|Longueur (cm)|Largeur (cm)|Hauteur (cm)|Autoriser les avis clients ?
|Note de commande|Tarif promo|Tarif régulier|Catégories|Étiquettes|Classe d’expédition|Images
|Limite de téléchargement|Jours d’expiration du téléchargement|Parent|Groupes de produits|Produits suggérés
|Ventes croisées|URL externe|Libellé du bouton|Position|Nom de l’attribut 1|Valeur(s) de l’attribut 1
|Attribut 1 visible|Attribut 1 global""",
    "es": """ID|Tipo|SKU|GTIN, UPC, EAN o ISBN|Nombre|Publicado|¿Está destacado?|Visibilidad en el catálogo
|Descripción corta|Descripción|Día en que empieza el precio rebajado|Día en que termina el precio rebajado
|Estado del impuesto|Clase de impuesto|¿Existencias?|Inventario|Cantidad de bajo inventario
|¿Permitir reservas de productos agotados?|¿Vendido individualmente?|Peso (kg)|Longitud (cm)|Anchura (cm)
|Altura (cm)|¿Permitir valoraciones de clientes?|Nota de compra|Precio rebajado|Precio normal|Categorías
|Etiquetas|Clase de envío|Imágenes|Límite de descargas|Días de caducidad de la descarga|Superior
|Productos agrupados|Ventas dirigidas|Ventas cruzadas|URL externa|Texto del botón|Posición|Nombre del atributo 1
|Valor(es) del atributo 1|Atributo visible 1|Atributo global 1""",
    "it": """ID|Tipo|SKU|GTIN, UPC, EAN, o ISBN|Nome|Pubblicato|In primo piano?|Visibilità nel catalogo
|Breve descrizione|Descrizione|Data di partenza del prezzo in saldo|Data in cui termina l'offerta
|Stato delle imposte|Aliquota di imposta|In stock?|Magazzino|Quantità in magazzino bassa
|Abilita gli ordini arretrati?|Venduto singolarmente?|Peso (kg)|Lunghezza (cm)|Larghezza (cm)|Altezza (cm)
|Permetti le recensioni clienti?|Nota di acquisto|Prezzo in offerta|Prezzo di listino|Categorie|Tag
|Classe di spedizione|Immagine|Limite di download|Scarica i giorni di scadenza|Genitore|Prodotti raggruppati
|Up-sell|Cross-sell|URL esterno|Testo del pulsante|Posizione|Attributo 1 nome|Attributo 1 valuta(e)
|Attributo 1 visibile|Attributo 1 globale""",
    "nl": """ID|Type|Artikelnummer|GTIN, UPC, EAN of ISBN|Naam|Gepubliceerd|Uitgelicht?
|Zichtbaarheid in catalogus|Korte omschrijving|Beschrijving|Startdatum actieprijs|Einddatum actieprijs
|Btw status|Belastingklasse|Op voorraad?|Voorraad|Lage voorraad|Nabestellingen toestaan?
|Wordt individueel verkocht?|Gewicht (kg)|Lengte (cm)|Breedte (cm)|Hoogte (cm)|Klantbeoordelingen toestaan?
|Aankoopnotitie|Actieprijs|Reguliere prijs|Categorieën|Tags|Verzendklasse|Afbeeldingen|Downloadlimiet
|Dagen vervaltijd download|Hoofd|Gegroepeerde producten|Upsells|Cross-sells|Externe URL|Knop tekst|Positie
|Naam eigenschap 1|Waarde eigenschap 1|Zichtbare eigenschap 1|Globale eigenschap 1""",
    "pl": """ID|Typ|SKU|GTIN, UPC, EAN lub ISBN|Nazwa|Opublikowano|Wyróżniony produkt?|Widoczność w katalogu
|Krótki opis|Opis|Data rozpoczęcia promocji|Data zakończenia promocji|Status podatku|Klasa podatkowa
|W magazynie?|Stan magazynowy|Niski stan magazynowy|Pozwalać na zamówienia oczekujące (na dostawę do magazynu)?
|Sprzedawany pojedynczo?|Waga (kg)|Długość (cm)|Szerokość (cm)|Wysokość (cm)|Włącz opinie klientów?
|Notatka do zakupu|Cena promocyjna|Cena|Kategorie|Tagi|Klasa wysyłkowa|Obrazki|Limit pobrań|Ważność pobierania
|Element nadrzędny|Produkty grupowe|Produkty "up-sell"|Produkty "Cross-sell"|Zewnętrzny adres URL
|Tekst przycisku|Pozycja|Nazwa atrybutu 1|Wartości atrybutu 1|Atrybut 1 widoczny|Atrybut 1: globalny""",
    "el": """ID|Τύπος|Κωδικός προϊόντος|GTIN, UPC, EAN ή ISBN|Όνομα|Δημοσιευμένο|Είναι προτεινόμενο;
|Ορατότητα στον κατάλογο|Σύντομη περιγραφή|Περιγραφή|Ημερομηνία έναρξης εκπτωτικής τιμής
|Ημερομηνία λήξης εκπτωτικής τιμής|Κατάσταση φόρου|Κατηγορία φόρου|Σε απόθεμα;|Απόθεμα
|Χαμηλή ποσότητα αποθέματος|Να επιτρέπονται λίστες αναμονής;|Μεμονωμένη πώληση;|Βάρος (kg)|Μήκος (cm)
|Πλάτος (cm)|Ύψος (cm)|Να επιτρέπονται αξιολογήσεις πελάτη;|Σημείωση αγοράς|Τιμή προσφοράς|Κανονική τιμή
|Κατηγορίες|Ετικέτες|Κατηγορία αποστολής|Εικόνες|Όριο μεταφόρτωσης|Ημέρες λήξης μεταφόρτωσης|Γονέας
|Ομαδοποιημένα προϊόντα|Αύξηση πωλήσεων|Προϊόντα παράλληλης πώλησης|Εξωτερικό URL|Κείμενο κουμπιού|Θέση
|Όνομα ιδιότητας 1|Τιμή(ές) ιδιότητας 1|Ιδιότητα 1 ορατή|Ιδιότητα 1 καθολική""",
    "ja": """ID|タイプ|SKU|GTIN, UPC, EAN, or ISBN|名前|公開済み|オススメですか ?|カタログでの表示|簡単な説明
|説明|セール価格の開始日|セール価格の終了日|課税ステータス|税区分|在庫の有無|在庫|在庫量わずか
|お取り寄せを許可する ?|個別に販売しますか ?|重量 (kg)|長さ(cm)|幅 (cm)|高さ (cm)
|カスタマーレビューを許可しますか ?|注意事項|セール価格|標準価格|カテゴリー|タグ|配送クラス|画像
|ダウンロード制限|ダウンロード有効期限日|親|セット販売商品|アップセル|クロスセル|外部 URL|ボタンのテキスト|位置
|属性 1 の名前|属性 1 の値|属性 1 を表示|属性 1 をグローバル化""",
    # Welsh, of which the table of words knows nothing.
    "cy": """Rhif|Math|Cod|Codau bar|Enw|Cyhoeddwyd|Amlwg?|Gwelededd|Disgrifiad byr|Disgrifiad|Dechrau|Diwedd
|Treth|Dosbarth treth|Mewn stoc?|Maint stoc|Stoc isel|Ôl-archebion?|Un ar y tro?|Pwysau (kg)|Hyd (cm)|Lled (cm)
|Uchder (cm)|Adolygiadau?|Nodyn|Pris gostyngol|Pris arferol|Categorïau|Tagiau|Cludo|Lluniau|Terfyn|Dyddiau
|Rhiant|Grŵp|Uwch|Croes|Cyfeiriad|Botwm|Safle|Priodoledd 1 enw|Priodoledd 1 gwerth|Priodoledd 1 gweladwy
|Priodoledd 1 byd-eang""",
}
GTIN_AT, LOW_STOCK_AT = 3, 16
SHARED = {5: "1", 6: "0", 7: "visible", 12: "taxable", 14: "1", 17: "0", 18: "0", 23: "1", 39: "0"}
BLUE, GREEN = {40: "Color", 41: "Blue", 43: "1"}, {40: "Color", 41: "Green", 43: "1"}
# Cells by their place in the header.
ROWS = [
    {0: "11", 1: "simple", 2: "TEA", 4: "Herb Tea", 9: "Mild.", 15: "14", 19: "0,1", 26: "6,90", 27: "Tea"},
    {0: "12", 1: "variable", 2: "CUP", 4: "Stone Cup", 9: "By hand.", 27: "Cups", 40: "Color", 41: "Blue, Green"},
    {0: "13", 1: "variation", 2: "CUP-B", 3: "4006381333931", 4: "Stone Cup - Blue", 15: "5", 26: "18,50", 33: "CUP"}
    | BLUE,
    {0: "14", 1: "variation", 2: "CUP-G", 4: "Stone Cup - Green", 14: "0", 25: "15,00", 26: "18,50", 33: "CUP"} | GREEN,
    {0: "15", 1: "simple", 2: "OLD", 4: "Old Jar", 5: "0", 9: "Gone.", 26: "3,00", 27: "Jars"},
]


def export(header: str, *, without: tuple[int, ...] = (), only: tuple[int, ...] = ()) -> str:
    """The file, less or nothing but some of its columns, in the order in which they come."""
    names = header.replace("\n", "").split("|")
    chosen = only or [at for at in range(len(names)) if at not in without]
    out = StringIO()
    for cells in [dict(enumerate(names)), *(SHARED | row for row in ROWS)]:
        csv.writer(out).writerow(cells.get(at, "") for at in chosen)
    return out.getvalue()


def told(feed: Read) -> dict[str, tuple[str, str | None, str | None, str | None]]:
    rows = (row for row in feed.rows if not row.is_product)
    return {
        row.id: (
            row.values["price"],
            row.values.get("sale_price"),
            row.values["availability"],
            row.options.get("color"),
        )
        for row in rows
    }


RIGHT = {
    "TEA": ("6.90", None, "in_stock", None),
    "CUP-B": ("18.50", None, "in_stock", "Blue"),
    "CUP-G": ("18.50", "15.00", "out_of_stock", "Green"),
}


@pytest.mark.parametrize("without", [(), (GTIN_AT,), (LOW_STOCK_AT,), (GTIN_AT, LOW_STOCK_AT)])
@pytest.mark.parametrize("language", HEADERS)
def test_an_export_in_any_language_is_read(read: ReadFeed, language: str, without: tuple[int, ...]) -> None:
    feed = read(export(HEADERS[language], without=without))

    assert (feed.format, told(feed)) == ("woocommerce_csv", RIGHT)
    assert {row.group for row in feed.rows} == {"TEA", "CUP"}
    assert [finding.code for finding in feed.findings] == ["product_unpublished"]
    tea = feed.row("TEA")
    assert (tea.values["description"], tea.values["quantity"], tea.details) == ("Mild.", "14", {"weight": "0,1 kg"})
    assert feed.row("CUP").values["product_type"] == "Cups"
    if GTIN_AT not in without:
        assert feed.row("CUP-B").values["gtin"] == "4006381333931"


@pytest.mark.parametrize("language", [language for language in HEADERS if language != "cy"])
def test_so_is_one_of_a_few_columns(read: ReadFeed, language: str) -> None:
    """The type, SKU, name, whether it is published and in stock, prices, parent and the attribute."""
    feed = read(export(HEADERS[language], only=(1, 2, 4, 5, 14, 25, 26, 33, 40, 41)))

    assert (feed.format, told(feed)) == ("woocommerce_csv", RIGHT)


HEADER = "ID,Type,SKU,Name,Published,In stock?,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n"


@pytest.mark.parametrize(
    ("rows", "left_out"),
    [
        ("1,subscription,S,Tea Club,1,1,20,Tea,,,\n", 1),
        ("1,bundle,S,Gift Box,1,1,20,Gifts,,,\n", 1),
        ('1,"booking, virtual",S,Pottery Course,1,1,20,Courses,,,\n', 1),
        ("1,auction,S,Old Clock,1,1,20,Clocks,,,\n", 1),
        (
            '1,variable-subscription,S,Tea Club,1,1,,Tea,,Size,"S, L"\n'
            "2,subscription_variation,S-S,Tea Club - S,1,1,12,,S,Size,S\n"
            "3,variation,S-L,Tea Club - L,1,1,18,,id:1,Size,L\n",
            3,
        ),
    ],
    ids=["subscription", "bundle", "booking", "auction", "with variations"],
)
def test_types_that_extensions_add_are_left_out_with_their_variations(read: ReadFeed, rows: str, left_out: int) -> None:
    feed = read(HEADER + rows + '9,"simple, virtual",MUG,Tin Mug,1,1,8,Mugs,,,\n')

    assert [row.id for row in feed.rows] == ["MUG"]
    assert len(feed.findings) == left_out
    assert feed.findings[0].code == "product_type_unknown"
    assert {finding.level for finding in feed.findings} == {"suggestion"}


@pytest.mark.parametrize("name", ["Jméno", "Ime izdelka", "Pavadinimas"])
def test_a_name_in_a_language_that_is_not_known_is_found_before_what_is_published(read: ReadFeed, name: str) -> None:
    feed = read(
        f'ID,Typ,Katalogové číslo,{name},Publikováno,Skladem?,Sklad,Běžná cena\n1,simple,LAMP,Oil Lamp,1,1,3,"19,50"\n'
    )

    assert feed.format == "woocommerce_csv"
    assert [(row.id, row.values["title"], row.values["price"]) for row in feed.rows] == [("LAMP", "Oil Lamp", "19.50")]
