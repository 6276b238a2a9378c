//! Countries: the 249 codes of ISO 3166-1, with the names Unicode's CLDR gives them.

use crate::form::slug_of;
use crate::locale::Locale;
use crate::time::Timezone;

/// The country's name, where the code is one of ISO 3166-1 alpha-2, in capitals.
pub fn name(code: &str, locale: Locale) -> Option<&'static str> {
    let at = COUNTRIES.binary_search_by_key(&code, |(code, ..)| code).ok()?;
    Some(in_locale(&COUNTRIES[at], locale))
}

/// All countries, code and name, by their names in this language.
pub fn all(locale: Locale) -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<_> = COUNTRIES.iter().map(|country| (country.0, in_locale(country, locale))).collect();
    // Åland stands with A, not behind Z.
    all.sort_by_cached_key(|(_, name)| slug_of(name));
    all
}

/// The country whose clocks these are, where there is one: a guess that a person may mend.
pub fn of_zone(zone: Timezone) -> Option<&'static str> {
    let has = |zones: &str| zones.split(' ').any(|known| known == zone.name());
    ZONES.split("; ").filter_map(|country| country.split_once(' ')).find(|(_, zones)| has(zones)).map(|(code, _)| code)
}

fn in_locale((_, en, it): &Country, locale: Locale) -> &'static str {
    match locale {
        Locale::En => en,
        Locale::It => it,
    }
}

/// Code, English name, Italian name.
type Country = (&'static str, &'static str, &'static str);

/// By code.
#[rustfmt::skip]
const COUNTRIES: [Country; 249] = [
    ("AD", "Andorra", "Andorra"),
    ("AE", "United Arab Emirates", "Emirati Arabi Uniti"),
    ("AF", "Afghanistan", "Afghanistan"),
    ("AG", "Antigua and Barbuda", "Antigua e Barbuda"),
    ("AI", "Anguilla", "Anguilla"),
    ("AL", "Albania", "Albania"),
    ("AM", "Armenia", "Armenia"),
    ("AO", "Angola", "Angola"),
    ("AQ", "Antarctica", "Antartide"),
    ("AR", "Argentina", "Argentina"),
    ("AS", "American Samoa", "Samoa Americane"),
    ("AT", "Austria", "Austria"),
    ("AU", "Australia", "Australia"),
    ("AW", "Aruba", "Aruba"),
    ("AX", "Åland Islands", "Isole Åland"),
    ("AZ", "Azerbaijan", "Azerbaigian"),
    ("BA", "Bosnia and Herzegovina", "Bosnia ed Erzegovina"),
    ("BB", "Barbados", "Barbados"),
    ("BD", "Bangladesh", "Bangladesh"),
    ("BE", "Belgium", "Belgio"),
    ("BF", "Burkina Faso", "Burkina Faso"),
    ("BG", "Bulgaria", "Bulgaria"),
    ("BH", "Bahrain", "Bahrein"),
    ("BI", "Burundi", "Burundi"),
    ("BJ", "Benin", "Benin"),
    ("BL", "St. Barthélemy", "Saint-Barthélemy"),
    ("BM", "Bermuda", "Bermuda"),
    ("BN", "Brunei", "Brunei"),
    ("BO", "Bolivia", "Bolivia"),
    ("BQ", "Caribbean Netherlands", "Caraibi Olandesi"),
    ("BR", "Brazil", "Brasile"),
    ("BS", "Bahamas", "Bahamas"),
    ("BT", "Bhutan", "Bhutan"),
    ("BV", "Bouvet Island", "Isola Bouvet"),
    ("BW", "Botswana", "Botswana"),
    ("BY", "Belarus", "Bielorussia"),
    ("BZ", "Belize", "Belize"),
    ("CA", "Canada", "Canada"),
    ("CC", "Cocos (Keeling) Islands", "Isole Cocos (Keeling)"),
    ("CD", "Congo - Kinshasa", "Congo - Kinshasa"),
    ("CF", "Central African Republic", "Repubblica Centrafricana"),
    ("CG", "Congo - Brazzaville", "Congo-Brazzaville"),
    ("CH", "Switzerland", "Svizzera"),
    ("CI", "Côte d’Ivoire", "Costa d’Avorio"),
    ("CK", "Cook Islands", "Isole Cook"),
    ("CL", "Chile", "Cile"),
    ("CM", "Cameroon", "Camerun"),
    ("CN", "China", "Cina"),
    ("CO", "Colombia", "Colombia"),
    ("CR", "Costa Rica", "Costa Rica"),
    ("CU", "Cuba", "Cuba"),
    ("CV", "Cape Verde", "Capo Verde"),
    ("CW", "Curaçao", "Curaçao"),
    ("CX", "Christmas Island", "Isola Christmas"),
    ("CY", "Cyprus", "Cipro"),
    ("CZ", "Czechia", "Cechia"),
    ("DE", "Germany", "Germania"),
    ("DJ", "Djibouti", "Gibuti"),
    ("DK", "Denmark", "Danimarca"),
    ("DM", "Dominica", "Dominica"),
    ("DO", "Dominican Republic", "Repubblica Dominicana"),
    ("DZ", "Algeria", "Algeria"),
    ("EC", "Ecuador", "Ecuador"),
    ("EE", "Estonia", "Estonia"),
    ("EG", "Egypt", "Egitto"),
    ("EH", "Western Sahara", "Sahara Occidentale"),
    ("ER", "Eritrea", "Eritrea"),
    ("ES", "Spain", "Spagna"),
    ("ET", "Ethiopia", "Etiopia"),
    ("FI", "Finland", "Finlandia"),
    ("FJ", "Fiji", "Figi"),
    ("FK", "Falkland Islands", "Isole Falkland"),
    ("FM", "Micronesia", "Micronesia"),
    ("FO", "Faroe Islands", "Isole Fær Øer"),
    ("FR", "France", "Francia"),
    ("GA", "Gabon", "Gabon"),
    ("GB", "United Kingdom", "Regno Unito"),
    ("GD", "Grenada", "Grenada"),
    ("GE", "Georgia", "Georgia"),
    ("GF", "French Guiana", "Guyana Francese"),
    ("GG", "Guernsey", "Guernsey"),
    ("GH", "Ghana", "Ghana"),
    ("GI", "Gibraltar", "Gibilterra"),
    ("GL", "Greenland", "Groenlandia"),
    ("GM", "Gambia", "Gambia"),
    ("GN", "Guinea", "Guinea"),
    ("GP", "Guadeloupe", "Guadalupa"),
    ("GQ", "Equatorial Guinea", "Guinea Equatoriale"),
    ("GR", "Greece", "Grecia"),
    ("GS", "South Georgia and South Sandwich Islands", "Georgia del Sud e Sandwich Australi"),
    ("GT", "Guatemala", "Guatemala"),
    ("GU", "Guam", "Guam"),
    ("GW", "Guinea-Bissau", "Guinea-Bissau"),
    ("GY", "Guyana", "Guyana"),
    ("HK", "Hong Kong (China)", "Hong Kong (Cina)"),
    ("HM", "Heard Island and McDonald Islands", "Isole Heard e McDonald"),
    ("HN", "Honduras", "Honduras"),
    ("HR", "Croatia", "Croazia"),
    ("HT", "Haiti", "Haiti"),
    ("HU", "Hungary", "Ungheria"),
    ("ID", "Indonesia", "Indonesia"),
    ("IE", "Ireland", "Irlanda"),
    ("IL", "Israel", "Israele"),
    ("IM", "Isle of Man", "Isola di Man"),
    ("IN", "India", "India"),
    ("IO", "British Indian Ocean Territory", "Territorio Britannico dell’Oceano Indiano"),
    ("IQ", "Iraq", "Iraq"),
    ("IR", "Iran", "Iran"),
    ("IS", "Iceland", "Islanda"),
    ("IT", "Italy", "Italia"),
    ("JE", "Jersey", "Jersey"),
    ("JM", "Jamaica", "Giamaica"),
    ("JO", "Jordan", "Giordania"),
    ("JP", "Japan", "Giappone"),
    ("KE", "Kenya", "Kenya"),
    ("KG", "Kyrgyzstan", "Kirghizistan"),
    ("KH", "Cambodia", "Cambogia"),
    ("KI", "Kiribati", "Kiribati"),
    ("KM", "Comoros", "Comore"),
    ("KN", "St. Kitts and Nevis", "Saint Kitts e Nevis"),
    ("KP", "North Korea", "Corea del Nord"),
    ("KR", "South Korea", "Corea del Sud"),
    ("KW", "Kuwait", "Kuwait"),
    ("KY", "Cayman Islands", "Isole Cayman"),
    ("KZ", "Kazakhstan", "Kazakistan"),
    ("LA", "Laos", "Laos"),
    ("LB", "Lebanon", "Libano"),
    ("LC", "St. Lucia", "Saint Lucia"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LK", "Sri Lanka", "Sri Lanka"),
    ("LR", "Liberia", "Liberia"),
    ("LS", "Lesotho", "Lesotho"),
    ("LT", "Lithuania", "Lituania"),
    ("LU", "Luxembourg", "Lussemburgo"),
    ("LV", "Latvia", "Lettonia"),
    ("LY", "Libya", "Libia"),
    ("MA", "Morocco", "Marocco"),
    ("MC", "Monaco", "Monaco"),
    ("MD", "Moldova", "Moldavia"),
    ("ME", "Montenegro", "Montenegro"),
    ("MF", "St. Martin", "Saint Martin"),
    ("MG", "Madagascar", "Madagascar"),
    ("MH", "Marshall Islands", "Isole Marshall"),
    ("MK", "North Macedonia", "Macedonia del Nord"),
    ("ML", "Mali", "Mali"),
    ("MM", "Myanmar (Burma)", "Myanmar (Birmania)"),
    ("MN", "Mongolia", "Mongolia"),
    ("MO", "Macao (China)", "Macao (Cina)"),
    ("MP", "Northern Mariana Islands", "Isole Marianne Settentrionali"),
    ("MQ", "Martinique", "Martinica"),
    ("MR", "Mauritania", "Mauritania"),
    ("MS", "Montserrat", "Montserrat"),
    ("MT", "Malta", "Malta"),
    ("MU", "Mauritius", "Mauritius"),
    ("MV", "Maldives", "Maldive"),
    ("MW", "Malawi", "Malawi"),
    ("MX", "Mexico", "Messico"),
    ("MY", "Malaysia", "Malaysia"),
    ("MZ", "Mozambique", "Mozambico"),
    ("NA", "Namibia", "Namibia"),
    ("NC", "New Caledonia", "Nuova Caledonia"),
    ("NE", "Niger", "Niger"),
    ("NF", "Norfolk Island", "Isola Norfolk"),
    ("NG", "Nigeria", "Nigeria"),
    ("NI", "Nicaragua", "Nicaragua"),
    ("NL", "Netherlands", "Paesi Bassi"),
    ("NO", "Norway", "Norvegia"),
    ("NP", "Nepal", "Nepal"),
    ("NR", "Nauru", "Nauru"),
    ("NU", "Niue", "Niue"),
    ("NZ", "New Zealand", "Nuova Zelanda"),
    ("OM", "Oman", "Oman"),
    ("PA", "Panama", "Panama"),
    ("PE", "Peru", "Perù"),
    ("PF", "French Polynesia", "Polinesia Francese"),
    ("PG", "Papua New Guinea", "Papua Nuova Guinea"),
    ("PH", "Philippines", "Filippine"),
    ("PK", "Pakistan", "Pakistan"),
    ("PL", "Poland", "Polonia"),
    ("PM", "St. Pierre and Miquelon", "Saint-Pierre e Miquelon"),
    ("PN", "Pitcairn Islands", "Isole Pitcairn"),
    ("PR", "Puerto Rico", "Portorico"),
    ("PS", "Palestinian Territories", "Territori Palestinesi"),
    ("PT", "Portugal", "Portogallo"),
    ("PW", "Palau", "Palau"),
    ("PY", "Paraguay", "Paraguay"),
    ("QA", "Qatar", "Qatar"),
    ("RE", "Réunion", "Riunione"),
    ("RO", "Romania", "Romania"),
    ("RS", "Serbia", "Serbia"),
    ("RU", "Russia", "Russia"),
    ("RW", "Rwanda", "Ruanda"),
    ("SA", "Saudi Arabia", "Arabia Saudita"),
    ("SB", "Solomon Islands", "Isole Salomone"),
    ("SC", "Seychelles", "Seychelles"),
    ("SD", "Sudan", "Sudan"),
    ("SE", "Sweden", "Svezia"),
    ("SG", "Singapore", "Singapore"),
    ("SH", "St. Helena, Ascension and Tristan da Cunha", "Sant’Elena"),
    ("SI", "Slovenia", "Slovenia"),
    ("SJ", "Svalbard and Jan Mayen", "Svalbard e Jan Mayen"),
    ("SK", "Slovakia", "Slovacchia"),
    ("SL", "Sierra Leone", "Sierra Leone"),
    ("SM", "San Marino", "San Marino"),
    ("SN", "Senegal", "Senegal"),
    ("SO", "Somalia", "Somalia"),
    ("SR", "Suriname", "Suriname"),
    ("SS", "South Sudan", "Sud Sudan"),
    ("ST", "São Tomé and Príncipe", "São Tomé e Príncipe"),
    ("SV", "El Salvador", "El Salvador"),
    ("SX", "Sint Maarten", "Sint Maarten"),
    ("SY", "Syria", "Siria"),
    ("SZ", "Eswatini", "Eswatini"),
    ("TC", "Turks and Caicos Islands", "Isole Turks e Caicos"),
    ("TD", "Chad", "Ciad"),
    ("TF", "French Southern and Antarctic Lands", "Terre Australi Francesi"),
    ("TG", "Togo", "Togo"),
    ("TH", "Thailand", "Thailandia"),
    ("TJ", "Tajikistan", "Tagikistan"),
    ("TK", "Tokelau", "Tokelau"),
    ("TL", "Timor-Leste", "Timor Est"),
    ("TM", "Turkmenistan", "Turkmenistan"),
    ("TN", "Tunisia", "Tunisia"),
    ("TO", "Tonga", "Tonga"),
    ("TR", "Türkiye", "Turchia"),
    ("TT", "Trinidad and Tobago", "Trinidad e Tobago"),
    ("TV", "Tuvalu", "Tuvalu"),
    ("TW", "Taiwan", "Taiwan"),
    ("TZ", "Tanzania", "Tanzania"),
    ("UA", "Ukraine", "Ucraina"),
    ("UG", "Uganda", "Uganda"),
    ("UM", "U.S. Outlying Islands", "Isole Minori Esterne degli Stati Uniti"),
    ("US", "United States", "Stati Uniti"),
    ("UY", "Uruguay", "Uruguay"),
    ("UZ", "Uzbekistan", "Uzbekistan"),
    ("VA", "Vatican City", "Città del Vaticano"),
    ("VC", "St. Vincent and Grenadines", "Saint Vincent e Grenadine"),
    ("VE", "Venezuela", "Venezuela"),
    ("VG", "British Virgin Islands", "Isole Vergini Britanniche"),
    ("VI", "U.S. Virgin Islands", "Isole Vergini Americane"),
    ("VN", "Vietnam", "Vietnam"),
    ("VU", "Vanuatu", "Vanuatu"),
    ("WF", "Wallis and Futuna", "Wallis e Futuna"),
    ("WS", "Samoa", "Samoa"),
    ("YE", "Yemen", "Yemen"),
    ("YT", "Mayotte", "Mayotte"),
    ("ZA", "South Africa", "Sudafrica"),
    ("ZM", "Zambia", "Zambia"),
    ("ZW", "Zimbabwe", "Zimbabwe"),
];

/// The zones of each country, as the tz database's zone.tab has them.
const ZONES: &str = "AD Europe/Andorra; AE Asia/Dubai; AF Asia/Kabul; AG America/Antigua; AI America/Anguilla; AL Europe/Tirane; AM \
    Asia/Yerevan; AO Africa/Luanda; AQ Antarctica/Casey Antarctica/Davis Antarctica/DumontDUrville Antarctica/Mawson \
    Antarctica/McMurdo Antarctica/Palmer Antarctica/Rothera Antarctica/Syowa Antarctica/Troll Antarctica/Vostok; AR \
    America/Argentina/Buenos_Aires America/Argentina/Catamarca America/Argentina/Cordoba America/Argentina/Jujuy \
    America/Argentina/La_Rioja America/Argentina/Mendoza America/Argentina/Rio_Gallegos America/Argentina/Salta \
    America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Tucuman America/Argentina/Ushuaia; AS \
    Pacific/Pago_Pago; AT Europe/Vienna; AU Antarctica/Macquarie Australia/Adelaide Australia/Brisbane \
    Australia/Broken_Hill Australia/Darwin Australia/Eucla Australia/Hobart Australia/Lindeman Australia/Lord_Howe \
    Australia/Melbourne Australia/Perth Australia/Sydney; AW America/Aruba; AX Europe/Mariehamn; AZ Asia/Baku; BA \
    Europe/Sarajevo; BB America/Barbados; BD Asia/Dhaka; BE Europe/Brussels; BF Africa/Ouagadougou; BG Europe/Sofia; \
    BH Asia/Bahrain; BI Africa/Bujumbura; BJ Africa/Porto-Novo; BL America/St_Barthelemy; BM Atlantic/Bermuda; BN \
    Asia/Brunei; BO America/La_Paz; BQ America/Kralendijk; BR America/Araguaina America/Bahia America/Belem \
    America/Boa_Vista America/Campo_Grande America/Cuiaba America/Eirunepe America/Fortaleza America/Maceio \
    America/Manaus America/Noronha America/Porto_Velho America/Recife America/Rio_Branco America/Santarem \
    America/Sao_Paulo; BS America/Nassau; BT Asia/Thimphu; BW Africa/Gaborone; BY Europe/Minsk; BZ America/Belize; \
    CA America/Atikokan America/Blanc-Sablon America/Cambridge_Bay America/Creston America/Dawson \
    America/Dawson_Creek America/Edmonton America/Fort_Nelson America/Glace_Bay America/Goose_Bay America/Halifax \
    America/Inuvik America/Iqaluit America/Moncton America/Rankin_Inlet America/Regina America/Resolute \
    America/St_Johns America/Swift_Current America/Toronto America/Vancouver America/Whitehorse America/Winnipeg; CC \
    Indian/Cocos; CD Africa/Kinshasa Africa/Lubumbashi; CF Africa/Bangui; CG Africa/Brazzaville; CH Europe/Zurich; \
    CI Africa/Abidjan; CK Pacific/Rarotonga; CL America/Coyhaique America/Punta_Arenas America/Santiago \
    Pacific/Easter; CM Africa/Douala; CN Asia/Shanghai Asia/Urumqi; CO America/Bogota; CR America/Costa_Rica; CU \
    America/Havana; CV Atlantic/Cape_Verde; CW America/Curacao; CX Indian/Christmas; CY Asia/Famagusta Asia/Nicosia; \
    CZ Europe/Prague; DE Europe/Berlin Europe/Busingen; DJ Africa/Djibouti; DK Europe/Copenhagen; DM \
    America/Dominica; DO America/Santo_Domingo; DZ Africa/Algiers; EC America/Guayaquil Pacific/Galapagos; EE \
    Europe/Tallinn; EG Africa/Cairo; EH Africa/El_Aaiun; ER Africa/Asmara; ES Africa/Ceuta Atlantic/Canary \
    Europe/Madrid; ET Africa/Addis_Ababa; FI Europe/Helsinki; FJ Pacific/Fiji; FK Atlantic/Stanley; FM Pacific/Chuuk \
    Pacific/Kosrae Pacific/Pohnpei; FO Atlantic/Faroe; FR Europe/Paris; GA Africa/Libreville; GB Europe/London; GD \
    America/Grenada; GE Asia/Tbilisi; GF America/Cayenne; GG Europe/Guernsey; GH Africa/Accra; GI Europe/Gibraltar; \
    GL America/Danmarkshavn America/Nuuk America/Scoresbysund America/Thule; GM Africa/Banjul; GN Africa/Conakry; GP \
    America/Guadeloupe; GQ Africa/Malabo; GR Europe/Athens; GS Atlantic/South_Georgia; GT America/Guatemala; GU \
    Pacific/Guam; GW Africa/Bissau; GY America/Guyana; HK Asia/Hong_Kong; HN America/Tegucigalpa; HR Europe/Zagreb; \
    HT America/Port-au-Prince; HU Europe/Budapest; ID Asia/Jakarta Asia/Jayapura Asia/Makassar Asia/Pontianak; IE \
    Europe/Dublin; IL Asia/Jerusalem; IM Europe/Isle_of_Man; IN Asia/Kolkata; IO Indian/Chagos; IQ Asia/Baghdad; IR \
    Asia/Tehran; IS Atlantic/Reykjavik; IT Europe/Rome; JE Europe/Jersey; JM America/Jamaica; JO Asia/Amman; JP \
    Asia/Tokyo; KE Africa/Nairobi; KG Asia/Bishkek; KH Asia/Phnom_Penh; KI Pacific/Kanton Pacific/Kiritimati \
    Pacific/Tarawa; KM Indian/Comoro; KN America/St_Kitts; KP Asia/Pyongyang; KR Asia/Seoul; KW Asia/Kuwait; KY \
    America/Cayman; KZ Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qostanay Asia/Qyzylorda; LA \
    Asia/Vientiane; LB Asia/Beirut; LC America/St_Lucia; LI Europe/Vaduz; LK Asia/Colombo; LR Africa/Monrovia; LS \
    Africa/Maseru; LT Europe/Vilnius; LU Europe/Luxembourg; LV Europe/Riga; LY Africa/Tripoli; MA Africa/Casablanca; \
    MC Europe/Monaco; MD Europe/Chisinau; ME Europe/Podgorica; MF America/Marigot; MG Indian/Antananarivo; MH \
    Pacific/Kwajalein Pacific/Majuro; MK Europe/Skopje; ML Africa/Bamako; MM Asia/Yangon; MN Asia/Hovd \
    Asia/Ulaanbaatar; MO Asia/Macau; MP Pacific/Saipan; MQ America/Martinique; MR Africa/Nouakchott; MS \
    America/Montserrat; MT Europe/Malta; MU Indian/Mauritius; MV Indian/Maldives; MW Africa/Blantyre; MX \
    America/Bahia_Banderas America/Cancun America/Chihuahua America/Ciudad_Juarez America/Hermosillo \
    America/Matamoros America/Mazatlan America/Merida America/Mexico_City America/Monterrey America/Ojinaga \
    America/Tijuana; MY Asia/Kuala_Lumpur Asia/Kuching; MZ Africa/Maputo; NA Africa/Windhoek; NC Pacific/Noumea; NE \
    Africa/Niamey; NF Pacific/Norfolk; NG Africa/Lagos; NI America/Managua; NL Europe/Amsterdam; NO Europe/Oslo; NP \
    Asia/Kathmandu; NR Pacific/Nauru; NU Pacific/Niue; NZ Pacific/Auckland Pacific/Chatham; OM Asia/Muscat; PA \
    America/Panama; PE America/Lima; PF Pacific/Gambier Pacific/Marquesas Pacific/Tahiti; PG Pacific/Bougainville \
    Pacific/Port_Moresby; PH Asia/Manila; PK Asia/Karachi; PL Europe/Warsaw; PM America/Miquelon; PN \
    Pacific/Pitcairn; PR America/Puerto_Rico; PS Asia/Gaza Asia/Hebron; PT Atlantic/Azores Atlantic/Madeira \
    Europe/Lisbon; PW Pacific/Palau; PY America/Asuncion; QA Asia/Qatar; RE Indian/Reunion; RO Europe/Bucharest; RS \
    Europe/Belgrade; RU Asia/Anadyr Asia/Barnaul Asia/Chita Asia/Irkutsk Asia/Kamchatka Asia/Khandyga \
    Asia/Krasnoyarsk Asia/Magadan Asia/Novokuznetsk Asia/Novosibirsk Asia/Omsk Asia/Sakhalin Asia/Srednekolymsk \
    Asia/Tomsk Asia/Ust-Nera Asia/Vladivostok Asia/Yakutsk Asia/Yekaterinburg Europe/Astrakhan Europe/Kaliningrad \
    Europe/Kirov Europe/Moscow Europe/Samara Europe/Saratov Europe/Ulyanovsk Europe/Volgograd; RW Africa/Kigali; SA \
    Asia/Riyadh; SB Pacific/Guadalcanal; SC Indian/Mahe; SD Africa/Khartoum; SE Europe/Stockholm; SG Asia/Singapore; \
    SH Atlantic/St_Helena; SI Europe/Ljubljana; SJ Arctic/Longyearbyen; SK Europe/Bratislava; SL Africa/Freetown; SM \
    Europe/San_Marino; SN Africa/Dakar; SO Africa/Mogadishu; SR America/Paramaribo; SS Africa/Juba; ST \
    Africa/Sao_Tome; SV America/El_Salvador; SX America/Lower_Princes; SY Asia/Damascus; SZ Africa/Mbabane; TC \
    America/Grand_Turk; TD Africa/Ndjamena; TF Indian/Kerguelen; TG Africa/Lome; TH Asia/Bangkok; TJ Asia/Dushanbe; \
    TK Pacific/Fakaofo; TL Asia/Dili; TM Asia/Ashgabat; TN Africa/Tunis; TO Pacific/Tongatapu; TR Europe/Istanbul; \
    TT America/Port_of_Spain; TV Pacific/Funafuti; TW Asia/Taipei; TZ Africa/Dar_es_Salaam; UA Europe/Kyiv \
    Europe/Simferopol; UG Africa/Kampala; UM Pacific/Midway Pacific/Wake; US America/Adak America/Anchorage \
    America/Boise America/Chicago America/Denver America/Detroit America/Indiana/Indianapolis America/Indiana/Knox \
    America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay \
    America/Indiana/Vincennes America/Indiana/Winamac America/Juneau America/Kentucky/Louisville \
    America/Kentucky/Monticello America/Los_Angeles America/Menominee America/Metlakatla America/New_York \
    America/Nome America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem \
    America/Phoenix America/Sitka America/Yakutat Pacific/Honolulu; UY America/Montevideo; UZ Asia/Samarkand \
    Asia/Tashkent; VA Europe/Vatican; VC America/St_Vincent; VE America/Caracas; VG America/Tortola; VI \
    America/St_Thomas; VN Asia/Ho_Chi_Minh; VU Pacific/Efate; WF Pacific/Wallis; WS Pacific/Apia; YE Asia/Aden; YT \
    Indian/Mayotte; ZA Africa/Johannesburg; ZM Africa/Lusaka; ZW Africa/Harare";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_in_its_country() {
        let of = |zone: &str| of_zone(zone.parse().unwrap());
        assert_eq!(
            (of("Europe/Rome"), of("America/New_York"), of("Europe/Zurich")),
            (Some("IT"), Some("US"), Some("CH"))
        );
        assert_eq!(of("UTC"), None);
        for country in ZONES.split("; ") {
            assert!(country.split_once(' ').is_some_and(|(code, _)| name(code, Locale::En).is_some()), "{country}");
        }
    }

    #[test]
    fn a_country_is_found_by_its_code_and_stands_where_its_name_does() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.0 < b.0), "found by halves");
        assert_eq!(name("IT", Locale::It), Some("Italia"));
        assert_eq!(name("CH", Locale::En), Some("Switzerland"));
        assert_eq!((name("XX", Locale::En), name("it", Locale::En), name("", Locale::En)), (None, None, None));
        for locale in Locale::ALL {
            let all = all(locale);
            let at = |code: &str| all.iter().position(|(known, _)| *known == code).unwrap();
            assert_eq!(all.len(), 249);
            assert!(at("AX") < at("ZW") && at("DE") < at("NO"), "by name, accents aside");
        }
    }
}
