'use client'

/** The last resort when even the root layout failed. No dictionary is loaded, so it imports the few words it needs. */
import { failure as english } from './_i18n/en/failure.ts'
import { isLocale, LOCALE_COOKIE } from './_i18n/locales.ts'
import { failure as russian } from './_i18n/ru/failure.ts'
import { useIsClient } from './_preferences/use-is-client.ts'
import { MessagePage } from './_ui/message-page.tsx'
import './globals.css'

export interface GlobalErrorProps {
  error: Error & { digest?: string }
  reset: () => void
}

export default function GlobalError({ error, reset }: GlobalErrorProps) {
  const isRussian = useIsClient() && chosenLanguage() === 'ru'
  const words = isRussian ? russian : english
  return (
    <html lang={isRussian ? 'ru' : 'en'}>
      <body>
        <MessagePage
          title={words.title}
          text={words.text}
          note={error.digest ? words.reference.replace('{digest}', error.digest) : undefined}
          actions={
            <button type="button" onClick={reset} className="rounded bg-accent px-4 py-2 font-medium text-accent-ink">
              {words.tryAgain}
            </button>
          }
        />
      </body>
    </html>
  )
}

function chosenLanguage(): string {
  const cookie = document.cookie.split('; ').find((part) => part.startsWith(`${LOCALE_COOKIE}=`))
  const chosen = cookie?.slice(LOCALE_COOKIE.length + 1)
  return isLocale(chosen) ? chosen : navigator.language.slice(0, 2)
}
