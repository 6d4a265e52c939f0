/**
 * Lines of CSV (RFC 4180). Cells that a spreadsheet would take for a formula start with an apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */

/**
 * Spreadsheets also take the full-width forms of these characters for the start of a formula, and in many languages a semicolon
 * for the end of a cell, whatever the quotes say.
 */
const FORMULA = /(^|;\s*)(?=[=+\-@\t\r\n＝＋－＠])/g

export function csvCell(text: string): string {
  const harmless = text.replaceAll(FORMULA, "$1'")
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}
