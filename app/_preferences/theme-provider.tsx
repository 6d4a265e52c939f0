'use client'

/** Provides the theme: light, dark, the system's, or high contrast in the system's. A small script with the page's nonce applies it before the first paint. */
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
      themes={['light', 'dark', 'contrast']}
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
