//! SQL as far as tidy reads it: statements, and the words they are made of.

/// A statement without its comments; the words of what a `DO` runs stand in its own.
pub struct Statement {
    /// Where it begins, counted from 1.
    pub line: usize,
    /// In upper case: names and keywords whole, each other sign by itself, a text as `''`, the body of a function as `$$`.
    pub words: Vec<String>,
}

pub fn statements(text: &str) -> Vec<Statement> {
    let mut reader = Reader { rest: text, line: 1 };
    let mut all = Vec::new();
    let mut current: Option<Statement> = None;
    while let Some((line, word)) = reader.next() {
        match word {
            Word::End => all.extend(current.take()),
            Word::Plain(word) => {
                current.get_or_insert(Statement { line, words: Vec::new() }).words.push(word);
            }
            Word::Body(body) => {
                let statement = current.get_or_insert(Statement { line, words: Vec::new() });
                statement.words.push("$$".to_owned());
                if statement.words[0] == "DO" {
                    let run = statements(body).into_iter().filter_map(within_block);
                    all.extend(run.map(|inner| Statement { line: line + inner.line - 1, ..inner }));
                }
            }
        }
    }
    all.extend(current);
    all
}

/// In a block a statement stands behind words like `BEGIN` and `THEN`.
fn within_block(mut statement: Statement) -> Option<Statement> {
    let begins = |word: &String| matches!(word.as_str(), "ALTER" | "CREATE" | "DROP" | "REVOKE");
    let at = statement.words.iter().position(begins)?;
    statement.words.drain(..at);
    Some(statement)
}

enum Word<'a> {
    Plain(String),
    /// Between two `$$`, or `$name$`.
    Body(&'a str),
    /// `;`
    End,
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    /// The next word, and the line it begins on.
    fn next(&mut self) -> Option<(usize, Word<'a>)> {
        loop {
            let first = self.rest.chars().next()?;
            let line = self.line;
            if first.is_whitespace() {
                self.take(first.len_utf8());
            } else if self.rest.starts_with("--") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.take(self.rest.find("*/").map_or(self.rest.len(), |at| at + 2));
            } else {
                return Some((line, self.word(first)));
            }
        }
    }

    fn word(&mut self, first: char) -> Word<'a> {
        match first {
            ';' => {
                self.take(1);
                Word::End
            }
            // A quote within is written twice: then another text follows at once, which is one more word of no meaning.
            '\'' => {
                self.take(self.rest[1..].find('\'').map_or(self.rest.len(), |at| at + 2));
                Word::Plain("''".to_owned())
            }
            '"' => {
                let name = self.take(self.rest[1..].find('"').map_or(self.rest.len(), |at| at + 2));
                Word::Plain(name.trim_matches('"').to_uppercase())
            }
            '$' => self.body(),
            _ if is_of_name(first) => {
                let end = self.rest.find(|c| !is_of_name(c)).unwrap_or(self.rest.len());
                let name = self.take(end).to_uppercase();
                Word::Plain(name.strip_prefix("PUBLIC.").map(str::to_owned).unwrap_or(name))
            }
            sign => Word::Plain(self.take(sign.len_utf8()).to_owned()),
        }
    }

    fn body(&mut self) -> Word<'a> {
        let tag = self.rest[1..].find('$').map_or("$", |at| &self.rest[..at + 2]);
        if !tag[1..].trim_end_matches('$').chars().all(is_of_name) || tag.len() < 2 {
            return Word::Plain(self.take(1).to_owned());
        }
        let inner = &self.rest[tag.len()..];
        let end = inner.find(tag).unwrap_or(inner.len());
        let whole = (tag.len() + end + tag.len()).min(self.rest.len());
        self.take(whole);
        Word::Body(&inner[..end])
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, String)> {
        statements(text).into_iter().map(|statement| (statement.line, statement.words.join(" "))).collect()
    }

    #[test]
    fn comments_texts_and_bodies_are_no_statements() {
        let text = "-- DROP TABLE a;\nALTER TABLE \"b\" /* ; */ ALTER c SET DEFAULT 'it''s; DROP';\n\n\
                    CREATE FUNCTION d() AS $x$ DROP TABLE e; $$ $x$;";
        let expected = [(2, "ALTER TABLE B ALTER C SET DEFAULT '' ''"), (4, "CREATE FUNCTION D ( ) AS $$")];
        assert_eq!(read(text), expected.map(|(line, words)| (line, words.to_owned())));
    }

    #[test]
    fn what_a_block_runs_is_read() {
        let text = "DO $$\nBEGIN\n    IF true THEN\n        DROP VIEW public.f;\n    END IF;\nEND\n$$;";
        assert_eq!(read(text), [(2, "DROP VIEW F".to_owned()), (1, "DO $$".to_owned())]);
    }
}
