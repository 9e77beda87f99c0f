//! As much of gRPC over HTTP/2 as one call at a time without arguments needs.
//!
//! A benchmark's client should cost nothing and this program should depend on little, so the frames are written by
//! hand: one request per stream, wide-open windows, headers without compression, answers' headers unread.

use std::io::{Read, Write};

use anyhow::{Context, Result, bail, ensure};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;
const INITIAL_WINDOW_SIZE: u16 = 4;
const LARGEST_WINDOW: u32 = (1 << 31) - 1;
const DEFAULT_WINDOW: u32 = (1 << 16) - 1;

/// One connection.
pub struct Client<S> {
    stream: S,
    /// Clients' streams have odd numbers.
    next: u32,
}

impl<S: Read + Write> Client<S> {
    /// Greets the server on `stream`.
    pub fn new(mut stream: S) -> Result<Self> {
        stream.write_all(PREFACE)?;
        let mut client = Self { stream, next: 1 };
        let mut settings = INITIAL_WINDOW_SIZE.to_be_bytes().to_vec();
        settings.extend(LARGEST_WINDOW.to_be_bytes());
        client.send(SETTINGS, 0, 0, &settings)?;
        client.send(
            WINDOW_UPDATE,
            0,
            0,
            &(LARGEST_WINDOW - DEFAULT_WINDOW).to_be_bytes(),
        )?;
        Ok(client)
    }

    /// Calls `path` with an empty message; returns the answer's bytes.
    pub fn call(&mut self, path: &str) -> Result<Vec<u8>> {
        let stream = self.next;
        self.next += 2;
        let mut headers = Vec::new();
        for (name, value) in [
            (":method", "POST"),
            (":scheme", "http"),
            (":path", path),
            (":authority", "localhost"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
        ] {
            literal(&mut headers, name, value)?;
        }
        self.send(HEADERS, END_HEADERS, stream, &headers)?;
        // Not compressed, four bytes of length, no message.
        self.send(DATA, END_STREAM, stream, &[0; 5])?;
        let mut body = Vec::new();
        loop {
            let (kind, flags, number, payload) = self.receive()?;
            match kind {
                SETTINGS if flags & ACK == 0 => self.send(SETTINGS, ACK, 0, &[])?,
                PING if flags & ACK == 0 => self.send(PING, ACK, 0, &payload)?,
                GOAWAY => bail!("the server ended the connection"),
                RST_STREAM if number == stream => bail!("the server refused {path}"),
                DATA if number == stream => body.extend(payload),
                _ => {}
            }
            if number == stream && matches!(kind, DATA | HEADERS) && flags & END_STREAM != 0 {
                break;
            }
        }
        let message = body
            .split_off_checked(5)
            .with_context(|| format!("{path} answered without a message"))?;
        Ok(message)
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Result<()> {
        let length = u32::try_from(payload.len())?.to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.stream.write_all(&frame)?;
        Ok(())
    }

    fn receive(&mut self) -> Result<(u8, u8, u32, Vec<u8>)> {
        let mut head = [0; 9];
        self.stream
            .read_exact(&mut head)
            .context("the server closed the connection")?;
        let [a, b, c, kind, flags, s1, s2, s3, s4] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.stream.read_exact(&mut payload)?;
        let stream = u32::from_be_bytes([s1, s2, s3, s4]) & LARGEST_WINDOW;
        Ok((kind, flags, stream, payload))
    }
}

/// A header that is neither indexed nor compressed.
fn literal(out: &mut Vec<u8>, name: &str, value: &str) -> Result<()> {
    out.push(0);
    for text in [name, value] {
        ensure!(
            text.len() < 127,
            "{text} needs more than one byte of length"
        );
        out.push(u8::try_from(text.len())?);
        out.extend(text.as_bytes());
    }
    Ok(())
}

trait SplitOffChecked: Sized {
    fn split_off_checked(self, at: usize) -> Option<Self>;
}

impl SplitOffChecked for Vec<u8> {
    fn split_off_checked(mut self, at: usize) -> Option<Self> {
        (self.len() >= at).then(|| self.split_off(at))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::{TcpListener, TcpStream},
        thread,
    };

    use super::*;

    /// Reads one frame of the client's.
    fn frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        stream.read_exact(&mut payload).unwrap();
        (head[3], payload)
    }

    #[test]
    fn one_call_as_a_server_sees_it() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut preface = [0; 24];
            stream.read_exact(&mut preface).unwrap();
            assert_eq!(preface, PREFACE);
            // Our settings, then a ping in the middle of the answer.
            stream
                .write_all(&[0, 0, 0, SETTINGS, 0, 0, 0, 0, 0])
                .unwrap();
            let kinds: Vec<u8> = (0..4).map(|_| frame(&mut stream).0).collect();
            assert_eq!(kinds, [SETTINGS, WINDOW_UPDATE, HEADERS, DATA]);
            stream
                .write_all(&[0, 0, 7, DATA, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4, 1, 2])
                .unwrap();
            stream
                .write_all(&[0, 0, 8, PING, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])
                .unwrap();
            stream
                .write_all(&[0, 0, 2, DATA, 0, 0, 0, 0, 1, 3, 4])
                .unwrap();
            stream
                .write_all(&[0, 0, 0, HEADERS, END_HEADERS | END_STREAM, 0, 0, 0, 1])
                .unwrap();
            assert_eq!(frame(&mut stream).0, SETTINGS);
            assert_eq!(frame(&mut stream), (PING, vec![1, 2, 3, 4, 5, 6, 7, 8]));
        });
        let mut client = Client::new(TcpStream::connect(address).unwrap()).unwrap();
        assert_eq!(client.call("/x.Y/Z").unwrap(), [1, 2, 3, 4]);
        server.join().unwrap();
    }
}
