import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;

/**
 * Gives an unpacked Java the machine's certificate authorities, which Debian's package would write at its installation:
 * java Trust.java AUTHORITIES.pem STORE.p12 PASSWORD
 */
public class Trust {
  public static void main(String[] arguments) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream authorities = new FileInputStream(arguments[0])) {
      int number = 0;
      for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(authorities))
        store.setCertificateEntry("authority-" + number++, authority);
    }
    try (OutputStream file = new FileOutputStream(arguments[1])) {
      store.store(file, arguments[2].toCharArray());
    }
  }
}
