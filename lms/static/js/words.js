// Words for scripts come from the page, so they are translated where all words are:
// <body data-word-copied="已复制"> is word("copied").
export function word(name) {
  const key = "word" + name.replace(/(^|-)(\w)/g, (_all, _dash, letter) => letter.toUpperCase());
  return document.body.dataset[key] ?? "";
}
