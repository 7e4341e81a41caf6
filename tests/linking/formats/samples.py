"""One small feed of each format, written by its public specification: two mugs and a teapot."""

GOOGLE_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
<title>Juniper Lane</title><link>https://juniper.example</link><description>Kitchen things</description>
<item>
  <title>Café Mug, blue</title><link>https://juniper.example/mug</link>
  <description><![CDATA[<p>Holds tea &amp; coffee</p>]]></description>
  <g:id>MUG-B</g:id><g:item_group_id>MUG</g:item_group_id><g:color>blue</g:color><g:material>stoneware</g:material>
  <g:image_link>https://juniper.example/b.jpg</g:image_link>
  <g:additional_image_link>https://juniper.example/b,2.jpg</g:additional_image_link>
  <g:additional_image_link>https://juniper.example/b3.jpg</g:additional_image_link>
  <g:price>12.50 EUR</g:price><g:availability>in stock</g:availability><g:brand>Harbor</g:brand>
  <g:product_type>Kitchen &gt; Mugs</g:product_type><g:gtin>4006381333931</g:gtin>
  <g:product_highlight>Keeps warm</g:product_highlight><g:product_highlight>Stacks</g:product_highlight>
  <g:product_detail><g:section_name>Care</g:section_name><g:attribute_name>Dishwasher</g:attribute_name>
    <g:attribute_value>yes</g:attribute_value></g:product_detail>
  <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
</item>
<item>
  <g:title>Café Mug, red</g:title><g:link>https://juniper.example/mug</g:link>
  <g:id>MUG-R</g:id><g:item_group_id>MUG</g:item_group_id><g:color>red</g:color>
  <g:price>12.50 EUR</g:price><g:availability>out_of_stock</g:availability>
</item>
<item>
  <title>Teapot</title><link>https://juniper.example/pot</link><g:id>POT</g:id><g:color>white</g:color>
  <g:price>30 EUR</g:price><g:sale_price>25 EUR</g:sale_price><g:availability>preorder</g:availability>
  <g:google_product_category>Home &gt; Teapots</g:google_product_category><g:product_weight>900 g</g:product_weight>
</item>
</channel></rss>
"""

GOOGLE_ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:goo="http://base.google.com/ns/1.0">
<title>Juniper Lane</title><link rel="self" href="https://juniper.example/feed"/>
<entry>
  <id>tag:juniper.example,2026:mug</id><goo:id>MUG-B</goo:id><title>Café Mug</title>
  <link rel="edit" href="https://juniper.example/edit"/><link href="https://juniper.example/mug"/>
  <summary>Holds tea</summary><goo:price>12.50 EUR</goo:price><goo:availability>in_stock</goo:availability>
</entry>
</feed>
"""

GOOGLE_TSV = (
    "id\ttitle\titem group id\tcolor\tprice\tavailability\timage link\tproduct detail\tproduct highlight\n"
    'MUG-B\tCafé Mug 12" blue\tMUG\tblue\t12.50 EUR\tin stock\thttps://juniper.example/b.jpg\t'
    '"Care:Dishwasher:yes,Size:Height:""9,5 cm"""\tKeeps warm\n'
    "MUG-R\tCafé Mug red\tMUG\tred\t12.50 EUR\tout of stock\t\t\t\n"
)

SHOPIFY_OLD = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,"
    "Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Gift Card,Variant Image,Status\n"
    'mug,Café Mug,"<p>Holds ""tea""</p>",Harbor,Mugs,"blue, tea",TRUE,Color,Blue,Size,L,MUG-B,350,shopify,3,deny,'
    "12.50,15.00,4006381333931,https://cdn.example/1.jpg,FALSE,,active\n"
    "mug,,,,,,,,Red,,L,,350,shopify,-2,continue,12.50,,,https://cdn.example/2.jpg,FALSE,https://cdn.example/r.jpg,\n"
    "mug,,,,,,,,,,,,,,,,,,,https://cdn.example/3.jpg,,,\n"
    "card,Gift Card,,Harbor,Gift Cards,,TRUE,Title,Default Title,,,,0,,1,deny,25.00,0,,,TRUE,,active\n"
    "old,Old Jug,,Harbor,Jugs,,TRUE,Title,Default Title,,,JUG,0,shopify,0,deny,9.00,,,,FALSE,,archived\n"
    "new,New Jug,,Harbor,Jugs,,FALSE,Title,Default Title,,,JUG2,0,shopify,4,deny,9.00,,,,FALSE,,active\n"
)

SHOPIFY_NEW = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,"
    "Option1 name,Option1 value,Option1 Linked To,Price,Compare-at price,Inventory tracker,Inventory quantity,"
    "Continue selling when out of stock,Weight value (grams),Product image URL,Variant image URL,Gift card,"
    "Material (product.metafields.custom.material),Notes (product.metafields.custom.notes)\n"
    "Café Mug,mug,Holds tea,Harbor,Home > Mugs,,tea,TRUE,Active,MUG-B,,Color,Blue,,12.50,,shopify,0,DENY,350,"
    'https://cdn.example/1.jpg,,FALSE,stoneware,"{""type"":""root""}"\n'
    ",mug,,,,,,,,MUG-R,,,Red,,12.50,,shopify,0,CONTINUE,350,,,,,\n"
    "Draft Jug,jug,,Harbor,,,,TRUE,Draft,JUG,,Title,Default Title,,9.00,,,,DENY,,,,FALSE,,\n"
)

SHOPIFY_JSON = """{"products": [{"id": 11, "title": "Café Mug", "handle": "mug", "body_html": "<p>Holds tea</p>",
  "vendor": "Harbor", "product_type": "Mugs", "tags": ["tea"],
  "options": [{"name": "Color", "position": 1, "values": ["Blue", "Red"]}],
  "images": [{"id": 1, "src": "https://cdn.example/1.jpg"}, {"id": 2, "src": "https://cdn.example/2.jpg"}],
  "variants": [
    {"id": 21, "title": "Blue", "option1": "Blue", "option2": null, "sku": "MUG-B", "price": "12.50",
     "compare_at_price": "15.00", "available": true, "grams": 350, "featured_image": null},
    {"id": 22, "title": "Red", "option1": "Red", "sku": null, "price": "12.50", "compare_at_price": null,
     "available": false, "featured_image": {"src": "https://cdn.example/r.jpg"}},
    {"id": 23, "title": "Green", "option1": "Green", "sku": "MUG-G", "price": "12.50", "inventory_quantity": 4,
     "inventory_management": "shopify", "inventory_policy": "deny", "image_id": 2}]},
  {"id": 12, "title": "Jug", "handle": "jug", "status": "draft", "variants": [{"id": 31, "price": "9.00"}]}]}
"""

WOOCOMMERCE = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Visibility in catalog","Short description",Description,'
    '"Date sale price starts","Date sale price ends","In stock?",Stock,"Backorders allowed?","Weight (kg)",'
    '"Length (cm)","Sale price","Regular price",Categories,Images,Parent,"Grouped products","External URL",Position,'
    '"Attribute 1 name","Attribute 1 value(s)","Attribute 2 name","Attribute 2 value(s)"\n'
    "12,variation,MUG-B,4006381333931,Café Mug - Blue,1,visible,,,,,1,3,0,.35,,,"
    '"12,50",,https://x.example/b.jpg,id:10,,,1,Color,Blue,,\n'
    '13,variation,MUG-R,,Café Mug - Red,1,visible,,,,,0,0,notify,,,,"12,50",,,MUG,,,2,Color,Red,,\n'
    '10,variable,MUG,,Café Mug,1,visible,Short,"Holds\\ntea",,,1,,0,.35,9,,,'
    '"Kitchen, Kitchen > Mugs","https://x.example/1.jpg, https://x.example/2.jpg",,,,0,Color,"Blue, Red",Material,'
    "Stoneware\n"
    '14,"simple, downloadable, virtual",BOOK,,"\'=Tea book",1,visible,Recipes,,2026-11-01 0:00:00,2026-11-30,1,,0,,,'
    '7.90,9.90,Books,,,,,0,Language,"English, German",Paper,"white\\, thick"\n'
    '15,grouped,SET,,Tea Set,1,visible,,,,,1,,0,,,,,Kitchen,,,"MUG, BOOK",,0,,,,\n'
    "16,external,POT,,Teapot,1,visible,,,,,1,,0,,,,30,Kitchen,,,,https://other.example,0,,,,\n"
    "17,simple,HID,,Hidden Jug,1,hidden,,,,,1,,0,,,,9,Kitchen,,,,,0,,,,\n"
    "18,simple,PRIV,,Draft Jug,-1,visible,,,,,1,,0,,,,9,Kitchen,,,,,0,,,,\n"
    '20,variable,,,Draft Bowl,-1,visible,,,,,1,,0,,,,,Kitchen,,,,,0,Size,"S, L",,\n'
    "21,variation,BOWL-S,,Draft Bowl - S,1,visible,,,,,1,,0,,,,8,,,id:20,,,0,Size,S,,\n"
    "22,variation,MUG-ANY,,Café Mug - any,1,visible,,,,,backorder,parent,0,,,,11,,,MUG,,,0,Color,,,\n"
)

PLAIN_CSV = (
    "Artikelnummer;Bezeichnung;Preis;Bestand;Pflege;Farbe;Einkaufspreis\n"
    "MUG-B;Café Becher;12,50;3;von Hand;blau;4,00\n"
    "POT;Teekanne;30,00;0;;;9,00\n"
)
PLAIN_COLUMNS = {
    "id": "Artikelnummer",
    "title": "Bezeichnung",
    "price": "Preis",
    "quantity": "Bestand",
    "care": "Pflege",
    "color": "farbe",
}

PLAIN_JSON = """{"products": [
  {"id": "mug", "title": "Café Mug", "spoken_name": "blue mug", "spoken_plural": "blue mugs",
  "synonyms": ["cup", "coffee, cup"], "description": "Holds tea", "brand": "Harbor", "category": "Kitchen > Mugs",
  "image": "https://x.example/1.jpg", "link": "https://x.example/mug", "attributes": {"material": "stoneware"},
  "variants": [
   {"sku": "MUG-L", "options": {"size": "large"}, "price": "12.50", "sale_price": 9.90, "currency": "EUR",
    "sale_from": "2026-11-27T00:00:00-05:00", "sale_until": "2026-11-28T00:00:00-05:00", "stock": 12},
   {"sku": "MUG-S", "options": {"size": "small"}, "price": "8", "availability": "preorder"}]}]}
"""

# Format -> how a feed of it looks, and the file name that a merchant might give it, which says nothing.
ALL = {
    "google_xml": (GOOGLE_RSS, "feed.csv"),
    "google_table": (GOOGLE_TSV, "feed.xml"),
    "shopify_csv": (SHOPIFY_OLD, "products.json"),
    "shopify_json": (SHOPIFY_JSON, "products.csv"),
    "woocommerce_csv": (WOOCOMMERCE, "export.txt"),
    "plain_json": (PLAIN_JSON, "catalogue.zip"),
}
