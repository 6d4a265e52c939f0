'use client'

/** Copies text to the clipboard and reports it for two seconds. Works over plain http too. */
import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from './toast.ts'

export function useCopy(): { isCopied: boolean; copy: (text: string) => Promise<boolean> } {
  const t = useTranslations('ui')
  const [isCopied, setCopied] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  async function copy(text: string): Promise<boolean> {
    const done = await writeClipboard(text)
    clearTimeout(timer.current)
    setCopied(done)
    if (done) timer.current = setTimeout(() => setCopied(false), 2000)
    else toast.error(t('copyFailed'))
    return done
  }
  return { isCopied, copy }
}

/** navigator.clipboard exists only over https and on localhost; a server on the LAN is neither. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // An open dialog traps the focus.
  const host = document.querySelector('[role=dialog]') ?? document.body
  host.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
  }
}
