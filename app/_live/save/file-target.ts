/**
 * Where a file goes: to disk as it is written, where the browser can and the file is large; otherwise into a Blob, built in
 * parts so that the browser may keep them on disk, which is downloaded at the end.
 */
import { FILE_KINDS, type FileFormat } from '#lib/viewer/export/file-facts.ts'

export interface FileTarget {
  write(text: string): Promise<void>
  /** Completes the file. */
  close(): Promise<void>
  /** Leaves no file behind, as far as the browser allows. */
  abort(): Promise<void>
}

interface WritableFile {
  write(text: string): Promise<void>
  close(): Promise<void>
  abort(): Promise<void>
}
interface PickerHost {
  showSaveFilePicker?: (options: object) => Promise<{ createWritable(): Promise<WritableFile> }>
}

/** From this many records on the browser is asked where to write: fewer are downloaded at once, without a question. */
export const PICKER_RECORDS_MIN = 20_000
/** Characters of one part. */
const PART_CHARS = 1024 * 1024

/** Null when the person closed the browser's dialog. */
export async function openTarget(name: string, format: FileFormat, recordCount: number): Promise<FileTarget | null> {
  const { showSaveFilePicker } = window as PickerHost
  if (!showSaveFilePicker || recordCount < PICKER_RECORDS_MIN) return blobTarget(name, format)
  const { extension, type } = FILE_KINDS[format]
  try {
    const options = { suggestedName: name, types: [{ accept: { [type]: [`.${extension}`] } }] }
    return await (await showSaveFilePicker.call(window, options)).createWritable()
  } catch (error) {
    if ((error as Error).name === 'AbortError') return null
    // The press is too long ago, or this frame may not ask: a download needs no permission.
    return blobTarget(name, format)
  }
}

function blobTarget(name: string, format: FileFormat): FileTarget {
  const { type } = FILE_KINDS[format]
  const blobs: Blob[] = []
  let parts: string[] = []
  let chars = 0
  const flush = () => {
    blobs.push(new Blob(parts))
    parts = []
    chars = 0
  }
  return {
    write: async (text) => {
      parts.push(text)
      chars += text.length
      if (chars >= PART_CHARS) flush()
    },
    close: async () => {
      flush()
      download(new Blob(blobs, { type }), name)
    },
    abort: async () => {
      blobs.length = 0
    },
  }
}

/** How long the browser may take to begin the download before its address is released, milliseconds. */
const RELEASE_MS = 60_000

function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), RELEASE_MS)
}
