/** Words of the QR scanner. */
export const scanner = {
  label: 'Scan a QR code',
  picture: 'What the camera sees',
  again: 'Try again',
  fromPicture: 'Use a picture',
  torch: 'Light',
  choose: 'Camera',
  numbered: 'Camera {number}',
  dropHint: 'Or drop or paste a screenshot here.',
  noCode: 'There is no QR code in this picture that could be read. Try a sharper or larger one.',
  noPicture: 'This is not a picture that the browser can open.',
  noDetector: 'The code reader could not be loaded. Check the connection and try again.',
  camera: {
    starting: 'Asking for the camera…',
    on: 'Looking for a code',
    denied: 'The browser keeps the camera from this page. Allow it in the address bar, or use a picture.',
    none: 'No camera was found. Use a picture instead.',
    busy: 'Another program uses the camera. Close it and try again.',
    insecure: 'Browsers give pages a camera over https only. Use a picture instead.',
  },
} as const
