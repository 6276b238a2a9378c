//! The code pages of receipt printers: which byte a character is, in which page.
//!
//! The upper halves are those of the Unicode Consortium's mapping tables (VENDORS/MICSFT/PC and WINDOWS); the lower
//! half is ASCII in all of them. `\u{fffd}` stands where a page has nothing that prints.

/// A page that a printer can be told to read text in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodePage {
    Pc437,
    Pc850,
    Pc852,
    Pc858,
    Pc866,
    Wpc1252,
}

impl CodePage {
    pub const ALL: [CodePage; 6] =
        [CodePage::Pc437, CodePage::Pc850, CodePage::Pc852, CodePage::Pc858, CodePage::Pc866, CodePage::Wpc1252];

    /// The byte that prints this character, if the page has it. Control characters are in no page.
    pub fn byte(self, character: char) -> Option<u8> {
        if character.is_ascii() {
            return (' '..='~').contains(&character).then_some(character as u8);
        }
        if character == '\u{fffd}' {
            return None;
        }
        let at = self.upper_half().chars().position(|c| c == character)?;
        u8::try_from(128 + at).ok()
    }

    fn upper_half(self) -> &'static str {
        match self {
            CodePage::Pc437 => PC437,
            CodePage::Pc850 => PC850,
            CodePage::Pc852 => PC852,
            CodePage::Pc858 => PC858,
            CodePage::Pc866 => PC866,
            CodePage::Wpc1252 => WPC1252,
        }
    }
}

const PC437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{fffd}";
const PC850: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{fffd}±‗¾¶§÷¸°¨·¹³²■\u{fffd}";
const PC852: &str = "\
    ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
    └┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{fffd}˝˛ˇ˘§÷¸°¨˙űŘř■\u{fffd}";
const PC858: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{fffd}±‗¾¶§÷¸°¨·¹³²■\u{fffd}";
const PC866: &str = "\
    АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u{fffd}";
const WPC1252: &str = "\
    €\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ\u{fffd}¡¢£¤¥¦§¨©ª«¬\u{fffd}®¯°±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_128_upper_characters_as_an_independent_table_has_them() {
        for page in CodePage::ALL {
            assert_eq!(page.upper_half().chars().count(), 128, "{page:?}");
        }
        let tables: [(CodePage, &[char; 128]); 4] = [
            (CodePage::Pc437, &oem_cp::code_table::DECODING_TABLE_CP437),
            (CodePage::Pc850, &oem_cp::code_table::DECODING_TABLE_CP850),
            (CodePage::Pc852, &oem_cp::code_table::DECODING_TABLE_CP852),
            (CodePage::Pc858, &oem_cp::code_table::DECODING_TABLE_CP858),
        ];
        for (page, table) in tables {
            for (at, character) in table.iter().enumerate() {
                if let Some(byte) = page.byte(*character) {
                    assert_eq!(byte as usize, 128 + at, "{character} in {page:?}");
                }
            }
        }
        assert_eq!(CodePage::Pc858.byte('€'), Some(0xd5));
        assert_eq!(CodePage::Wpc1252.byte('€'), Some(0x80));
        assert_eq!(CodePage::Pc850.byte('€'), None);
        assert_eq!(CodePage::Pc858.byte('\n'), None);
    }
}
