/** The text without the line ends and NULs that close it. A loop: the regular expression for it takes quadratic time. */
export function withoutLineEnd(text: string): string {
  let end = text.length
  while (end > 0 && '\n\r\0'.includes(text[end - 1] as string)) end--
  return text.slice(0, end)
}
