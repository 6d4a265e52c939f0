/**
 * Labels that people give devices, such as `staging` or `qa-lab`: one spelling for each, so that a label is found however it was
 * typed. Pure.
 */
import { LIMITS } from './limits.ts'

/** A letter or digit first; then also dots, dashes and underscores, which stand for the spaces of a name. */
const LABEL = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u

/** The one spelling: small letters, and a dash in place of spaces. It may still be none; see {@link labelFault}. */
export function normalLabel(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().normalize('NFKC').replace(/\s+/g, '-')
}

export type LabelFault = 'empty' | 'long' | 'characters'

/** Why a text in its normal spelling is no label; null: it is one. */
export function labelFault(label: string): LabelFault | null {
  if (label === '') return 'empty'
  if (label.length > LIMITS.deviceLabelCharsMax) return 'long'
  return LABEL.test(label) ? null : 'characters'
}

/** Each once, in order. */
export function normalLabels(texts: Iterable<string>): string[] {
  return [...new Set([...texts].map(normalLabel))].sort()
}
