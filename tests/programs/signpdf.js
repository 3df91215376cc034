// Signs a PDF with @signpdf as its own examples do: a placeholder, then the signer.
// node signpdf.js plain|pdf-lib pades|legacy IN.pdf OUT.pdf KEY.p12 PASSPHRASE
const fs = require('fs');
const { SignPdf } = require('@signpdf/signpdf');
const { P12Signer } = require('@signpdf/signer-p12');
const { plainAddPlaceholder } = require('@signpdf/placeholder-plain');
const { pdflibAddPlaceholder } = require('@signpdf/placeholder-pdf-lib');
const { SUBFILTER_ADOBE_PKCS7_DETACHED, SUBFILTER_ETSI_CADES_DETACHED } = require('@signpdf/utils');
const { PDFDocument } = require('pdf-lib');

async function main([way, format, source, target, key, passphrase]) {
  const about = {
    reason: 'Paraf',
    contactInfo: '-',
    name: 'Pejabat',
    location: 'Pematangsiantar',
    subFilter: format === 'pades' ? SUBFILTER_ETSI_CADES_DETACHED : SUBFILTER_ADOBE_PKCS7_DETACHED,
  };
  let pdf = fs.readFileSync(source);
  if (way === 'plain') {
    pdf = plainAddPlaceholder({ pdfBuffer: pdf, ...about });
  } else {
    const document = await PDFDocument.load(pdf);
    pdflibAddPlaceholder({ pdfDoc: document, ...about });
    pdf = Buffer.from(await document.save({ useObjectStreams: false }));
  }
  const signer = new P12Signer(fs.readFileSync(key), { passphrase });
  fs.writeFileSync(target, await new SignPdf().sign(pdf, signer));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
