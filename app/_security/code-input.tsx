'use client'

/** A field for the 6 digits of an authenticator app; phones offer the code above the keyboard. */
import type { ComponentProps } from 'react'
import { TextInput } from '#app/_ui/text-input.tsx'

export function CodeInput(props: ComponentProps<typeof TextInput>) {
  return (
    <TextInput
      {...props}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={10}
      placeholder="123456"
    />
  )
}
