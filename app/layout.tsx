/** The frame of every page: language, theme, fonts, toasts. */
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { getLocale } from './_i18n/get-translations.ts'
import { I18nProvider } from './_i18n/i18n-provider.tsx'
import { wordsOfEveryPage } from './_i18n/page-words.ts'
import { ThemeProvider } from './_preferences/theme-provider.tsx'
import { Toaster } from './_ui/toaster.tsx'
import { TooltipHost } from './_ui/tooltip-host.tsx'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Agent Logger', template: '%s · Agent Logger' },
  applicationName: 'Agent Logger',
  icons: {
    icon: [
      { url: '/favicon.ico', sizes: '32x32' },
      { url: '/icon.svg', type: 'image/svg+xml' },
    ],
    apple: '/apple-touch-icon.png',
  },
  manifest: '/manifest.webmanifest',
  referrer: 'no-referrer',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9fbfc' },
    { media: '(prefers-color-scheme: dark)', color: '#101416' },
  ],
  viewportFit: 'cover',
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale()
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    // next-themes sets data-theme before React sees the page.
    <html lang={locale} suppressHydrationWarning>
      <body className="min-h-dvh">
        <ThemeProvider nonce={nonce}>
          <I18nProvider locale={locale} messages={wordsOfEveryPage(locale)}>
            {children}
            <Toaster />
            <TooltipHost />
          </I18nProvider>
        </ThemeProvider>
      </body>
    </html>
  )
}
