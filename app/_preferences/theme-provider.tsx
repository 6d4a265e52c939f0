'use client'

/** Provides the theme: light, dark, or the system's. A small script with the page's nonce applies it before the first paint. */
import { ThemeProvider as NextThemes } from 'next-themes'
import type { ReactNode } from 'react'

export interface ThemeProviderProps {
  nonce?: string | undefined
  children: ReactNode
}

export function ThemeProvider({ nonce, children }: ThemeProviderProps) {
  return (
    <NextThemes
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      // globals.css sets color-scheme from data-theme.
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      {children}
    </NextThemes>
  )
}
