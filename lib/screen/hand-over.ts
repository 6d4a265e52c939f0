/** Gives text away: to the clipboard, to the system's share sheet, or as a file. Never throws; says what became of it. */

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false // not over https, or not allowed
  }
}

/** By the share sheet where there is one for files, else as a download. */
export async function shareFile(name: string, text: string, title: string): Promise<void> {
  try {
    const file = new File([text], name, { type: 'text/plain' })
    if (navigator.canShare?.({ files: [file] })) {
      await navigator.share({ files: [file], title })
      return
    }
  } catch (error) {
    if ((error as { name?: string }).name === 'AbortError') return // the person closed the sheet
  }
  saveFile(name, text)
}

export function saveFile(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** A text by the share sheet; where there is none, copied. True: copied. */
export async function shareText(text: string, title: string): Promise<boolean> {
  if (!navigator.share) return copyText(text)
  try {
    await navigator.share({ title, text })
  } catch {
    // Closed by the person, or refused: nothing to tell.
  }
  return false
}
