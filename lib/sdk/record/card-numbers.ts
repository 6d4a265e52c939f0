/** Finds payment card numbers: the length and first digits of a brand, and a valid check digit (Luhn). */

/** Runs of digits with at most one space or hyphen between them. Matches the whole run, so each is looked at once. */
const DIGIT_RUNS = /\d(?:[ -]?\d){12,}/g
/** Visa, Mastercard, American Express, Diners, Discover with its partners and UnionPay. */
const BRANDS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|3[0689]\d{12,17}|(?:6011|6[245]\d\d|35\d\d)\d{12,15})$/
const LENGTHS = [16, 15, 14, 19, 18, 17, 13]

export function redactCardNumbers(text: string, replacement: string): string {
  return text.replace(DIGIT_RUNS, (run) => redactRun(run, replacement))
}

/** A card number starts and ends at a boundary of the run or of one of its groups. */
function redactRun(run: string, replacement: string): string {
  let out = ''
  let copied = 0
  for (let start = 0; start < run.length; start++) {
    const isBorder = start === 0 || !isDigit(run, start - 1)
    if (!isBorder || !isDigit(run, start)) continue
    const end = cardEnd(run, start)
    if (end === 0) continue
    out += run.slice(copied, start) + replacement
    copied = end
    start = end - 1
  }
  return out + run.slice(copied)
}

/** Index after the card number that starts here; 0 when none does. Looks at 19 digits at most. */
function cardEnd(run: string, start: number): number {
  let digits = ''
  const ends: number[] = []
  for (let i = start; i < run.length && digits.length < 19; i++) {
    if (!isDigit(run, i)) continue
    digits += run.charAt(i)
    ends[digits.length] = i + 1
  }
  for (const length of LENGTHS) {
    const end = ends[length]
    if (end === undefined || isDigit(run, end)) continue
    const candidate = digits.slice(0, length)
    if (BRANDS.test(candidate) && passesLuhn(candidate)) return end
  }
  return 0
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i))
    sum += i % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9
  }
  return sum % 10 === 0
}

function isDigit(text: string, i: number): boolean {
  const code = text.charCodeAt(i)
  return code >= 0x30 && code <= 0x39
}
