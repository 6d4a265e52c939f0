'use client'

/** Light, dark, or as the system has it; chosen before the first paint by a small script that carries the page's nonce. */
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
