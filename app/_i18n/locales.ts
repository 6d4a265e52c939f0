/** The languages of the interface and the cookie that remembers a person's choice. */
export const LOCALES = ['en', 'ru'] as const
export type Locale = (typeof LOCALES)[number]

export const LOCALE_COOKIE = 'locale'

/** Each language in its own words, as a switch shows it. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', ru: 'Русский' }

export function isLocale(value: unknown): value is Locale {
  return LOCALES.includes(value as Locale)
}

/** The first language of an Accept-Language header that we speak, by its weights; English where we speak none. */
export function localeOfHeader(header: string | null): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part, order) => {
      const [tag = '', weight] = part.trim().split(';q=')
      return {
        language: tag.toLowerCase().split('-')[0],
        weight: weight === undefined ? 1 : Number(weight) || 0,
        order,
      }
    })
    .filter((entry) => entry.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
  for (const { language } of wanted) if (isLocale(language)) return language
  return 'en'
}
