/**
 * The one rule about names: of devices, apps, models, people, teams, tokens. A name must not look like another one, hide a part
 * of itself or reorder the text beside it. Names that a program sends are cleaned, so that an old device still connects; names
 * that a person types are refused, with the character.
 */
import { codeOf, UNSEEN } from './visible-text.ts'

/** Joiners shape no letter of these scripts, so there they only make two names look alike. */
const UNJOINED = String.raw`[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]`
const JOINER = String.raw`[\u{200c}\u{200d}]`
/** Variation selectors choose a picture of an emoji or of an ideograph, and change nothing elsewhere. */
const SELECTOR = String.raw`[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]`
/** A blank of braille looks like a space, but no rule about spaces sees it. */
const ALIKE = String.raw`(?<=${UNJOINED})${JOINER}|${JOINER}(?=${UNJOINED})|(?<![\p{Emoji}\p{Ideographic}])${SELECTOR}|\u{2800}`
/** Marks that pile up cover the lines around them. No language stacks more. */
const MARKS_MAX = 4
const EXCESS_MARKS = String.raw`(?<=\p{M}{${MARKS_MAX}})\p{M}`

const CONTROL = /\p{Cc}|\p{Zl}|\p{Zp}/gu
const HIDDEN = new RegExp(`${UNSEEN}|${ALIKE}|${EXCESS_MARKS}`, 'gu')
const DECEIVING = new RegExp(String.raw`\p{Cc}|${HIDDEN.source}`, 'u')
/** Any letter that is written from right to left. */
const RIGHT_TO_LEFT = /[\u{590}-\u{8ff}\u{fb1d}-\u{fdff}\u{fe70}-\u{fefc}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** The first character that a typed name must not have, such as `U+202E`; or null. */
export function deceivingCharacter(name: string): string | null {
  const found = DECEIVING.exec(name)
  return found && codeOf(found[0])
}

/** The name without deceiving characters, with a space for a control character or a line break. */
export function cleanName(name: string): string {
  if (!DECEIVING.test(name)) return name
  // Removing one character can make its neighbors a hidden one: a joiner now stands between Latin letters.
  const cleaned = name.replace(CONTROL, ' ').replace(HIDDEN, '')
  return cleaned === name ? name : cleanName(cleaned)
}

/** A clean name of at most `charsMax` UTF-16 units, without half a character at its end and without blanks around it. */
export function shortName(name: string, charsMax: number): string {
  return cleanName(cleanName(name).trim().slice(0, charsMax)).trim()
}

/** The name for the middle of a sentence: one that is written from right to left does not reorder the words around it. */
export function isolatedName(name: string): string {
  const clean = cleanName(name)
  return RIGHT_TO_LEFT.test(clean) ? `\u2068${clean}\u2069` : clean
}
