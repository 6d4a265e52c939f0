'use client'

/** Why a typed name would be refused, in the reader's language: it has a character that nobody sees (lib/protocol/names.ts). */
import { useTranslations } from 'use-intl'
import { deceivingCharacter } from '#lib/protocol/names.ts'

/** Returns a function that gives null for a name that is fine. */
export function useNameFault(): (name: string) => string | null {
  const t = useTranslations('ui')
  return (name) => {
    const character = deceivingCharacter(name.trim())
    return character && t('deceivingName', { character })
  }
}
