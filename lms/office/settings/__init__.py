"""The school's rules, each a sentence with its validity and the document it rests on."""
