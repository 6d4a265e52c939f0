/** Copies text to the clipboard, or hands it to the system's share sheet or to a file. Never throws. */

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false // The page is not served over https, or the browser does not allow it.
  }
}

/** Opens the share sheet where it takes files, and otherwise downloads the file. */
export async function shareFile(name: string, text: string, title: string): Promise<void> {
  try {
    const file = new File([text], name, { type: 'text/plain' })
    if (navigator.canShare?.({ files: [file] })) {
      await navigator.share({ files: [file], title })
      return
    }
  } catch (error) {
    if ((error as { name?: string }).name === 'AbortError') return // The person closed the sheet.
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

/** Opens the share sheet, or copies the text where a browser has none. Returns whether it copied. */
export async function shareText(text: string, title: string): Promise<boolean> {
  if (!navigator.share) return copyText(text)
  try {
    await navigator.share({ title, text })
  } catch {
    // The person closed the sheet, or the browser refused: there is nothing to report.
  }
  return false
}
